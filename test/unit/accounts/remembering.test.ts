import { describe, expect, it } from 'vitest';
import { accountId, type AccountId } from '../../../src/accounts/accountId.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { demo, setStage, type Window } from './stage.ts';

const dev = demo('DevUser');
const plain = demo('plainuser');
const fromScratch = { kind: 'fromScratch' } as const;
const credentials = ({ username, password }: { username: string; password: string }) => [{ types: username }, { types: password }];

describe('remembering the password', () => {
  const passwordOf = (window: Window, id: AccountId) => window.store.account(id)?.password?.reveal();
  const account = (window: Window): AccountId => accountId(window.store.records()[0] ?? { server: '', userId: '' });

  it('is the last step, names the account, and stores nothing unless the user agrees', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const declined = await window.signIn(fromScratch, credentials(plain));
    expect(declined.offers).toEqual(['Plain User']);
    expect(declined.outcome).toEqual({ kind: 'signedIn', account: account(window) });
    expect(passwordOf(window, account(window))).toBeUndefined();
    await window.signIn(fromScratch, credentials(plain), { remembers: true });
    expect(passwordOf(window, account(window))).toBe(plain.password);
  });

  it('names nobody while names are hidden', async () => {
    const stage = await setStage();
    const window = await stage.openWindow({ isPrivate: true });
    expect((await window.signIn(fromScratch, credentials(plain))).offers).toEqual(['Account 1']);
  });

  it('comes after the code, and not at all if the sign-in is left before', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const code = { types: () => stage.authenticatorCode('DevUser') };
    expect((await window.signIn(fromScratch, credentials(dev), { remembers: true })).offers).toEqual([]);
    await stage.control('POST', 'reset');
    stage.advanceClock(20 * 60_000);
    expect((await window.signIn(fromScratch, [...credentials(dev), code], { remembers: true })).offers).toEqual(['DevUser']);
    expect(passwordOf(window, account(window))).toBe(dev.password);
  });

  it('is not asked if a session is used that another attempt has opened', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const unfinished = await window.signIn(fromScratch, credentials(dev), { remembers: true });
    expect(unfinished.offers).toEqual([]);
    const { offers } = await window.signIn(
      fromScratch,
      [...credentials(dev), { presses: { kind: 'back' } }, { types: dev.password }, { types: () => stage.authenticatorCode('DevUser') }],
      { remembers: true },
    );
    // The session was opened before, so nothing says that this password is the right one.
    expect(offers).toEqual([]);
    expect(passwordOf(window, account(window))).toBeUndefined();
  });

  it('is not asked of a wrong password that was typed while another window finished the sign-in', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const other = await stage.openWindow();
    await other.signIn(fromScratch, credentials(dev));
    const { outcome, offers } = await window.signIn(
      fromScratch,
      [...credentials({ ...dev, password: 'wrong' }), { types: () => stage.authenticatorCode('DevUser') }],
      { remembers: true },
    );
    expect(outcome.kind).toBe('signedIn');
    expect(offers).toEqual([]);
    expect([...stage.secrets.values.values()].join()).not.toContain('wrong');
  });

  it.each(['truncate'])('is not asked if no answer to the login came: %s', async (fault) => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await stage.fault('getCurrentUser', fault);
    const { outcome, offers } = await window.signIn(fromScratch, [...credentials(plain), { types: plain.password }], { remembers: true });
    expect(outcome.kind).toBe('signedIn');
    expect(offers).toEqual([]);
  });

  it('is not asked of what is remembered already, or of a cookie', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await window.signIn(fromScratch, credentials(plain), { remembers: true });
    expect((await window.signIn({ kind: 'again', account: account(window) }, [{ types: plain.password }])).offers).toEqual([]);
    const cookies = `auth=${window.store.records()[0]?.cookies.find(({ name }) => name === 'auth')?.value}`;
    expect((await (await stage.openWindow()).signIn({ kind: 'withCookie', cookies }, [])).offers).toEqual([]);
  });

  it.each([
    [true, plain.password],
    [false, undefined],
  ])('replaces or removes a password that no longer works: %s', async (remembers, kept) => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await window.signIn(fromScratch, credentials(plain));
    await window.store.updateAccount(account(window), (record) => ({ ...record, password: secret('the old one') }));
    const { offers } = await window.signIn({ kind: 'again', account: account(window) }, [{ types: plain.password }], { remembers });
    expect(offers).toEqual(['Plain User']);
    expect(passwordOf(window, account(window))).toBe(kept);
  });
});
