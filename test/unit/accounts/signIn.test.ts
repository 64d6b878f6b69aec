import { describe, expect, it } from 'vitest';
import { demo, setStage } from './stage.ts';

const dev = demo('DevUser');
const mail = demo('MailUser');
const plain = demo('plainuser');
const fromScratch = { kind: 'fromScratch' } as const;
const credentials = ({ username, password }: { username: string; password: string }) => [{ types: username }, { types: password }];

describe('signing in', () => {
  it('takes name, password and authenticator code, and three requests', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome, shown } = await window.signIn(fromScratch, [...credentials(dev), { types: () => stage.authenticatorCode('DevUser') }]);
    expect(outcome.kind).toBe('signedIn');
    expect(shown.map(({ question }) => question.kind)).toEqual(['username', 'password', 'code']);
    expect(await stage.requests()).toEqual(['getCurrentUser', 'verify2FA', 'getCurrentUser']);
    const [account] = window.store.snapshot().accounts;
    expect(account).toMatchObject({ displayName: 'DevUser', state: { kind: 'valid' } });
    expect(account?.trustedUntil).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    expect([...stage.secrets.values.keys()].map((key) => key.split('/')[0])).toEqual(['session2', 'account2']);
    expect(account?.server).toBe(stage.emulator.address);
  });

  it('takes one request without two-factor authentication', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome } = await window.signIn(fromScratch, credentials(plain));
    expect(outcome.kind).toBe('signedIn');
    expect(await stage.requests()).toEqual(['getCurrentUser']);
  });

  it('accepts the email address, with spaces around it, as the user name', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome } = await window.signIn(fromScratch, [{ types: `  ${plain.email} ` }, { types: plain.password }]);
    expect(outcome.kind).toBe('signedIn');
  });

  it('uses up a recovery code, chosen with its button', async () => {
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

  it('accepts an emailed code', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome, shown } = await window.signIn(fromScratch, [...credentials(mail), { types: () => stage.mailedCode() }]);
    expect(outcome.kind).toBe('signedIn');
    expect(shown.at(-1)?.question).toMatchObject({ kind: 'code', method: 'emailOtp' });
  });

  it('sends a new code on request, which spends a login, and accepts it', async () => {
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
    expect([...stage.secrets.values.keys()].filter((key) => key.startsWith('pending/'))).toEqual([]);
  });

  it('asks for no code while the earlier trust lasts', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const first = await window.signIn(fromScratch, [...credentials(dev), { types: () => stage.authenticatorCode('DevUser') }]);
    if (first.outcome.kind !== 'signedIn') throw new Error('not signed in');
    const { account } = first.outcome;
    await window.actions.signOut(account);
    const { outcome, shown } = await window.signIn({ kind: 'again', account }, [{ types: dev.password }]);
    expect(outcome).toMatchObject({ kind: 'signedIn', account });
    expect(shown.map(({ question }) => question.kind)).toEqual(['password']);
  });

  it("never sends one account's trust with another's login", async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await window.signIn(fromScratch, [...credentials(dev), { types: () => stage.authenticatorCode('DevUser') }]);
    const { shown } = await window.signIn(fromScratch, credentials(mail));
    expect(shown.at(-1)?.question.kind).toBe('code');
  });
});

describe('a clock that was ahead at the last sign-in', () => {
  it('does not make the next one look as if another window had finished it', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await window.signIn(fromScratch, credentials(plain));
    const [account = { server: '', userId: '' }] = window.store.records();
    await window.store.updateAccount(account, (record) => ({ ...record, signedInAt: stage.clock.now() + 3_600_000 }));
    const { outcome } = await window.signIn(fromScratch, credentials(plain));
    expect(outcome.kind).toBe('signedIn');
    expect(await stage.logins('plainuser')).toBe(2);
    expect(window.store.account(account)?.signedInAt).toBeLessThanOrEqual(stage.clock.now());
  });
});

describe('invalid input', () => {
  it('costs no request if the name, password or code is empty or malformed', async () => {
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

  it('keeps the box open on a wrong password, and keeps the name when going back', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { shown } = await window.signIn(fromScratch, [{ types: dev.username }, { types: 'wrong' }, { presses: { kind: 'back' } }]);
    expect(shown[1]?.problems).toEqual(['invalidCredentials']);
    expect(shown[2]?.question).toEqual({ kind: 'username', server: window.server, value: 'DevUser' });
  });

  it.each(['pass:word', 'p@ss%20word', 'pässwörd', '漢字パスワード', '  leading spaces', '100% "quoted" & more'])(
    'sends a password like %s as typed',
    async (password) => {
      const stage = await setStage({ accounts: [{ ...plain, password }] });
      const window = await stage.openWindow();
      const { outcome } = await window.signIn(fromScratch, credentials({ ...plain, password }));
      expect(outcome.kind).toBe('signedIn');
    },
  );

  it('keeps the box open on three wrong codes, and accepts the right one', async () => {
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

  it('spends no second login when going back to the password', async () => {
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
  it('is explained, and Enter continues without retyping once the link was opened', async () => {
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

describe('failures during sign-in', () => {
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
  ])('%s at the login keeps the box open, explains it, and loses no account', async (fault, problem) => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await window.signIn(fromScratch, credentials(plain));
    const before = new Map(stage.secrets.values);
    await stage.fault('getCurrentUser', fault);
    const { shown } = await window.signIn(fromScratch, credentials(mail));
    expect(shown[1]?.problems).toEqual(problem === undefined ? [] : [problem]);
    for (const [key, value] of before) expect(stage.secrets.values.get(key)).toBe(value);
  });

  it('reports a server that is not running', async () => {
    const stage = await setStage();
    const window = await stage.openWindow({ server: 'http://127.0.0.1:9/api/1' });
    const { outcome, shown } = await window.signIn(fromScratch, credentials(dev));
    expect(shown[1]?.problems).toEqual(['unreachable']);
    expect(outcome.kind).toBe('canceled');
  });

  it('uses the issued session on the next Enter if the answer was cut off', async () => {
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

  it('needs no new code on the next Enter if the network failed after the code was accepted', async () => {
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

  it('reports a keyring that refuses the account, and retries on Enter', async () => {
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

describe('closing the box before the end', () => {
  it('changes nothing before the login', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    expect((await window.signIn(fromScratch, [{ types: dev.username }])).outcome.kind).toBe('canceled');
    expect(stage.secrets.values.size).toBe(0);
    expect(await stage.requests()).toEqual([]);
  });

  it('keeps the sign-in before the code, and a later window resumes it without another login', async () => {
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

  it('spends a login to resend the code of a pending sign-in, and says that it was sent', async () => {
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

  it('asks for the password again, with the reason, if the server forgot the pending sign-in', async () => {
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

  it('that the server forgot spends one login when it begins again, even when going back', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome } = await window.signIn(fromScratch, credentials(dev));
    await stage.fault('verify2FA', 'expireSessions');
    const resumed = await window.signIn({ kind: 'resume', pendingId: outcome.kind === 'pending' ? outcome.id : '' }, [
      { types: '123456' },
      { presses: { kind: 'back' } },
      { types: dev.password },
      { presses: { kind: 'back' } },
      { types: 'another password' },
      { types: () => stage.authenticatorCode('DevUser') },
    ]);
    expect(resumed.outcome.kind).toBe('signedIn');
    expect(await stage.logins('DevUser')).toBe(2);
  });

  it('leaves a pending sign-in that can be discarded, also at the server', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { outcome } = await window.signIn(fromScratch, credentials(dev));
    await window.actions.discardPending(outcome.kind === 'pending' ? outcome.id : '');
    expect(stage.secrets.values.size).toBe(0);
    expect((await stage.requests()).at(-1)).toBe('logout');
  });
});
