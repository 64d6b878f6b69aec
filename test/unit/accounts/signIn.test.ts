import { describe, expect, it } from 'vitest';
import { demo, setStage } from './stage.ts';

const dev = demo('DevUser');
const mail = demo('MailUser');
const plain = demo('plainuser');
const fromScratch = { kind: 'fromScratch' } as const;
const credentials = ({ username, password }: { username: string; password: string }) => [{ types: username }, { types: password }];

describe('signing in', () => {
  it('with an authenticator takes name, password and code, and three requests', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome, shown } = await window.signIn(fromScratch, [...credentials(dev), { types: () => stage.authenticatorCode('DevUser') }]);
    expect(outcome.kind).toBe('signedIn');
    expect(shown.map(({ question }) => question.kind)).toEqual(['username', 'password', 'code']);
    expect(await stage.requests()).toEqual(['getCurrentUser', 'verify2FA', 'getCurrentUser']);
    const [account] = window.store.snapshot().accounts;
    expect(account).toMatchObject({ displayName: 'DevUser', state: { kind: 'valid' } });
    expect(account?.trustedUntil).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    expect([...stage.secrets.values.keys()]).toEqual([`account/${account?.userId}`]);
  });

  it('without a second factor takes one request', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome } = await window.signIn(fromScratch, credentials(plain));
    expect(outcome.kind).toBe('signedIn');
    expect(await stage.requests()).toEqual(['getCurrentUser']);
  });

  it('takes the e-mail address in place of the user name, with spaces around it', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome } = await window.signIn(fromScratch, [{ types: `  ${plain.email} ` }, { types: plain.password }]);
    expect(outcome.kind).toBe('signedIn');
  });

  it('with a recovery code, chosen by its button, uses the code up', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome, shown } = await window.signIn(fromScratch, [
      ...credentials(dev),
      { presses: { kind: 'useMethod', method: 'otp' } },
      { types: 'dev1 code' },
    ]);
    expect(outcome.kind).toBe('signedIn');
    expect(shown.at(-2)?.question).toMatchObject({ method: 'totp', otherMethods: ['otp'] });
    const again = await (
      await stage.openWindow()
    ).signIn(fromScratch, [
      ...credentials({ ...dev, username: dev.email }),
      { presses: { kind: 'useMethod', method: 'otp' } },
      { types: 'dev1-code' },
    ]);
    expect(again.shown.at(-1)?.problems).toEqual(['wrongCode']);
  });

  it('with a code from an e-mail', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome, shown } = await window.signIn(fromScratch, [...credentials(mail), { types: () => stage.mailedCode() }]);
    expect(outcome.kind).toBe('signedIn');
    expect(shown.at(-1)?.question).toMatchObject({ kind: 'code', method: 'emailOtp' });
  });

  it('sends another code when asked, which costs a login, and takes the new one', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome, shown } = await window.signIn(fromScratch, [
      ...credentials(mail),
      { presses: { kind: 'resend' } },
      { types: () => stage.mailedCode() },
    ]);
    expect(outcome.kind).toBe('signedIn');
    expect(shown.at(-1)?.question).toMatchObject({ notice: 'codeSent' });
    expect(await stage.logins('MailUser')).toBe(2);
    expect([...stage.secrets.values.keys()]).toHaveLength(1);
  });

  it('again, with the trust of last time, asks for no code', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const first = await window.signIn(fromScratch, [...credentials(dev), { types: () => stage.authenticatorCode('DevUser') }]);
    const userId = first.outcome.kind === 'signedIn' ? first.outcome.userId : '';
    await window.actions.signOut(userId);
    const { outcome, shown } = await window.signIn({ kind: 'again', userId }, [{ types: dev.password }]);
    expect(outcome).toMatchObject({ kind: 'signedIn', userId });
    expect(shown.map(({ question }) => question.kind)).toEqual(['password']);
  });

  it("never sends one account's trust along with another's login", async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await window.signIn(fromScratch, [...credentials(dev), { types: () => stage.authenticatorCode('DevUser') }]);
    const { shown } = await window.signIn(fromScratch, credentials(mail));
    expect(shown.at(-1)?.question.kind).toBe('code');
  });
});

describe('what a person gets wrong', () => {
  it('an empty name, password or code, or a code that cannot be one, costs no request', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { shown } = await window.signIn(fromScratch, [
      { types: '   ' },
      { types: dev.username },
      { types: '' },
      { types: dev.password },
      { types: '12 34' },
      { types: 'abcdef' },
    ]);
    expect(shown.map(({ problems }) => problems)).toEqual([['empty'], ['empty'], ['notACode', 'notACode']]);
    expect(await stage.requests()).toEqual(['getCurrentUser']);
  });

  it('a wrong password keeps the box open with what was typed; going back keeps the name', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { shown } = await window.signIn(fromScratch, [{ types: dev.username }, { types: 'wrong' }, { presses: { kind: 'back' } }]);
    expect(shown[1]?.problems).toEqual(['invalidCredentials']);
    expect(shown[2]?.question).toEqual({ kind: 'username', value: 'DevUser' });
  });

  it.each(['pass:word', 'p@ss%20word', 'pässwörd', '漢字パスワード', '  leading spaces', '100% "quoted" & more'])(
    'a password like %s arrives as typed',
    async (password) => {
      const stage = await setStage({ accounts: [{ ...plain, password }] });
      const window = await stage.openWindow();
      const { outcome } = await window.signIn(fromScratch, credentials({ ...plain, password }));
      expect(outcome.kind).toBe('signedIn');
    },
  );

  it('three wrong codes keep the box open, and the right one still works', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome, shown } = await window.signIn(fromScratch, [
      ...credentials(dev),
      { types: '000000' },
      { types: '000001' },
      { types: '000 002' },
      { types: () => stage.authenticatorCode('DevUser') },
    ]);
    expect(shown.at(-1)?.problems).toEqual(['wrongCode', 'wrongCode', 'wrongCode']);
    expect(outcome.kind).toBe('signedIn');
    expect(await stage.logins('DevUser')).toBe(1);
  });

  it('back to the password and on again spends no second login', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome, shown } = await window.signIn(fromScratch, [
      ...credentials(dev),
      { presses: { kind: 'back' } },
      { types: dev.password },
      { types: () => stage.authenticatorCode('DevUser') },
    ]);
    expect(outcome.kind).toBe('signedIn');
    expect(shown[3]?.question).toMatchObject({ kind: 'password', value: dev.password });
    expect(await stage.logins('DevUser')).toBe(1);
  });
});

describe('a new location', () => {
  it('is said so; after the link was opened, Enter goes on without retyping', async () => {
    const stage = await setStage();
    await stage.fault('getCurrentUser', 'newLocation');
    const window = await stage.openWindow();
    const { outcome, shown } = await window.signIn(fromScratch, [
      ...credentials(plain),
      {
        types: async () => {
          await fetch(await stage.mailedLink(), { redirect: 'manual', headers: { 'user-agent': 'Browser/1.0 someone@vrchat-auth.org' } });
          return plain.password;
        },
      },
    ]);
    expect(shown[1]?.problems).toEqual(['newLocation']);
    expect(outcome.kind).toBe('signedIn');
  });
});

describe('bad luck', () => {
  it.each([
    ['status:500', 'outage'],
    ['html502', 'outage'],
    ['reset', 'unreachable'],
    ['wrongContentType', undefined],
    ['tooManySessions', 'tooManySessions'],
    ['tooManyPlaces', 'newLocation'],
    ['rateLimit:30', 'rateLimited'],
    ['status:420', 'rateLimited'],
    ['vpnBlocked', 'networkBlocked'],
    ['userAgentBlocked', 'userAgentRejected'],
    ['moderated', 'forbidden'],
    ['hugeBody', 'unexpectedResponse'],
    ['redirectElsewhere', 'unexpectedResponse'],
  ])('%s at the login leaves the box open, says what it is, and loses no account', async (fault, problem) => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await window.signIn(fromScratch, credentials(plain));
    const before = new Map(stage.secrets.values);
    await stage.fault('getCurrentUser', fault);
    const { shown } = await window.signIn(fromScratch, credentials(mail));
    expect(shown[1]?.problems).toEqual(problem === undefined ? [] : [problem]);
    for (const [key, value] of before) expect(stage.secrets.values.get(key)).toBe(value);
  });

  it('a server that is not there is said so', async () => {
    const stage = await setStage();
    const window = await stage.openWindow({ server: 'http://127.0.0.1:9/api/1' });
    const { outcome, shown } = await window.signIn(fromScratch, credentials(dev));
    expect(shown[1]?.problems).toEqual(['unreachable']);
    expect(outcome.kind).toBe('canceled');
  });

  it('an answer cut off after the session was issued: Enter again uses that session', async () => {
    const stage = await setStage();
    await stage.fault('getCurrentUser', 'truncate');
    const window = await stage.openWindow();
    const { outcome, shown } = await window.signIn(fromScratch, [
      ...credentials(dev),
      { types: dev.password },
      { types: () => stage.authenticatorCode('DevUser') },
    ]);
    expect(shown[1]?.problems).toEqual(['unreachable']);
    expect(outcome.kind).toBe('signedIn');
    expect(await stage.logins('DevUser')).toBe(1);
  });

  it('the network failing after the code was accepted: Enter again needs no new code', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome, shown } = await window.signIn(fromScratch, [
      ...credentials(dev),
      {
        types: async () => {
          await stage.fault('getCurrentUser', 'status:500', 1);
          return stage.authenticatorCode('DevUser');
        },
      },
      { types: '' },
    ]);
    expect(shown.at(-1)?.problems).toEqual(['verifiedButUnread']);
    expect(outcome.kind).toBe('signedIn');
    expect((await stage.requests()).filter((operation) => operation === 'verify2FA')).toHaveLength(1);
  });

  it('a keyring that refuses to keep the account is said so, and Enter tries again', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    stage.secrets.refuseWrites(new Error('locked'));
    const { outcome, shown } = await window.signIn(fromScratch, [
      ...credentials(plain),
      {
        types: () => {
          stage.secrets.refuseWrites(undefined);
          return plain.password;
        },
      },
    ]);
    expect(shown[1]?.problems).toEqual(['notStored']);
    expect(outcome.kind).toBe('signedIn');
    expect(await stage.logins('plainuser')).toBe(1);
  });
});

describe('closing the box half-way', () => {
  it('before the login changes nothing', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    expect((await window.signIn(fromScratch, [{ types: dev.username }])).outcome.kind).toBe('canceled');
    expect(stage.secrets.values.size).toBe(0);
    expect(await stage.requests()).toEqual([]);
  });

  it('before the code keeps the sign-in, also for a window opened later, which goes on with no other login', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome } = await window.signIn(fromScratch, credentials(dev));
    expect(outcome.kind).toBe('pending');

    const later = await stage.openWindow();
    const [pending] = later.store.snapshot().pending;
    expect(pending).toMatchObject({ loginName: 'DevUser', methods: ['totp', 'otp'] });
    const resumed = await later.signIn({ kind: 'resume', pendingId: pending?.id ?? '' }, [
      { types: () => stage.authenticatorCode('DevUser') },
    ]);
    expect(resumed.outcome.kind).toBe('signedIn');
    expect(await stage.logins('DevUser')).toBe(1);
    expect(await stage.requests()).toHaveLength(3);
    expect(later.store.snapshot().pending).toEqual([]);
  });

  it('a kept sign-in whose code is to be sent again spends the login that this takes, and says that a new code was sent', async () => {
    const stage = await setStage();
    const { outcome } = await (await stage.openWindow()).signIn(fromScratch, credentials(mail));
    const later = await stage.openWindow();
    const { shown, outcome: resumed } = await later.signIn(
      { kind: 'resendCode', pendingId: outcome.kind === 'pending' ? outcome.id : '' },
      [{ types: mail.password }, { types: () => stage.mailedCode() }],
    );
    expect(shown.map(({ question }) => question)).toMatchObject([{ kind: 'password' }, { kind: 'code', notice: 'codeSent' }]);
    expect(resumed.kind).toBe('signedIn');
    expect(await stage.logins('MailUser')).toBe(2);
  });

  it('a kept sign-in that the server has forgotten asks for the password again and says why', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome } = await window.signIn(fromScratch, credentials(dev));
    await stage.fault('verify2FA', 'expireSessions');
    const { shown, outcome: resumed } = await window.signIn({ kind: 'resume', pendingId: outcome.kind === 'pending' ? outcome.id : '' }, [
      { types: '123456' },
      { presses: { kind: 'back' } },
      { types: dev.password },
      { types: () => stage.authenticatorCode('DevUser') },
    ]);
    expect(shown[0]?.problems).toEqual(['signInLost']);
    expect(resumed.kind).toBe('signedIn');
    expect(window.store.snapshot().pending).toEqual([]);
  });

  it('can be given up for good, and the server is told so', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome } = await window.signIn(fromScratch, credentials(dev));
    await window.actions.discardPending(outcome.kind === 'pending' ? outcome.id : '');
    expect(stage.secrets.values.size).toBe(0);
    expect((await stage.requests()).at(-1)).toBe('logout');
  });
});
