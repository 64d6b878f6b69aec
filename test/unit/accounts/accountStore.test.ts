import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { accountKey } from '../../../src/accounts/accountId.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { demo, keysOf, setStage, type Stage } from './stage.ts';

const plain = demo('plainuser');
const mail = demo('MailUser');

async function signInTo(stage: Stage, account: { username: string; password: string }, window?: Awaited<ReturnType<Stage['openWindow']>>) {
  const opened = window ?? (await stage.openWindow());
  const { outcome } = await opened.signIn({ kind: 'fromScratch' }, [
    { types: account.username },
    { types: account.password },
    { types: () => stage.mailedCode() },
  ]);
  if (outcome.kind !== 'signedIn') throw new Error(`not signed in: ${outcome.kind}`);
  return { window: opened, account: outcome.account };
}

describe('several accounts', () => {
  it('have two secrets each: the session, and what all hosts share', async () => {
    const stage = await setStage();
    const { window, account } = await signInTo(stage, plain);
    const { account: other } = await signInTo(stage, mail, window);
    expect([...stage.secrets.values.keys()].toSorted()).toEqual([account, other].flatMap((id) => keysOf(id)).toSorted());
  });

  it('the one signed in to last is active until another is chosen, in this workspace or everywhere', async () => {
    const stage = await setStage();
    const { window, account } = await signInTo(stage, plain);
    const { account: other } = await signInTo(stage, mail, window);
    expect(window.store.snapshot().active).toMatchObject(other);

    await window.store.activate(account, 'everywhere');
    expect(window.store.snapshot().active).toMatchObject(account);
    const second = await stage.openWindow();
    expect(second.store.snapshot().active).toMatchObject(account);

    await second.store.activate(other, 'workspace');
    expect(second.store.snapshot().active).toMatchObject(other);
    expect(window.store.snapshot().active).toMatchObject(account);
  });

  it('no other one becomes active when the chosen one is signed out or forgotten', async () => {
    const stage = await setStage();
    const { window, account } = await signInTo(stage, plain);
    const { account: other } = await signInTo(stage, mail, window);
    await window.store.activate(account, 'everywhere');
    await window.actions.signOut(account);
    expect(window.store.snapshot().active).toMatchObject(account);
    await window.store.forgetAccount(account);
    expect(window.store.snapshot().active).toBeUndefined();
    await window.store.activateIfNone(other);
    expect(window.store.snapshot().active).toMatchObject(other);
  });

  it('signing in to another one changes no choice, in no window', async () => {
    const stage = await setStage();
    const { window, account } = await signInTo(stage, plain);
    await window.store.activateIfNone(account);
    const elsewhere = await stage.openWindow();
    const { account: other } = await signInTo(stage, mail, window);
    await window.store.activateIfNone(other);
    await stage.secrets.settled();
    for (const { store } of [window, elsewhere]) expect(store.snapshot().active).toMatchObject(account);
  });

  it('a workspace whose account was forgotten gets one of its own by signing in, and other windows keep theirs', async () => {
    const stage = await setStage();
    const { window, account } = await signInTo(stage, plain);
    await window.store.activateIfNone(account);
    const elsewhere = await stage.openWindow();
    const { account: other } = await signInTo(stage, mail, window);
    await window.store.activate(other, 'workspace');
    await elsewhere.store.forgetAccount(other);
    await stage.secrets.settled();
    expect(window.store.snapshot().active).toBeUndefined();
    const { account: again } = await signInTo(stage, mail, window);
    await window.store.activateIfNone(again);
    expect(window.store.snapshot().active).toMatchObject(again);
    await stage.secrets.settled();
    expect(elsewhere.store.snapshot().active).toMatchObject(account);
  });

  it('listeners learn of an active account whose workspace’s choice could not be stored', async () => {
    const stage = await setStage();
    const { window, account } = await signInTo(stage, plain);
    let changes = 0;
    window.store.onDidChange(() => changes++);
    stage.secrets.refuseWrites(new Error('locked'));
    await expect(window.store.activate(account, 'everywhere')).rejects.toThrow('locked');
    expect(changes).toBe(1);
  });

  it('forgetting one keeps the other, and forgetting everything keeps none', async () => {
    const stage = await setStage();
    const { window, account } = await signInTo(stage, plain);
    const { account: other } = await signInTo(stage, mail, window);
    await window.store.forgetAccount(account);
    const keys = () => [...stage.secrets.values.keys()].filter((key) => !key.startsWith('forgotten/'));
    expect(keys().toSorted()).toEqual(keysOf(other).toSorted());
    await window.store.forgetEverything();
    expect(keys()).toEqual([]);
    for (const id of [account, other]) expect(JSON.stringify([...stage.secrets.values])).not.toContain(id.userId);
    const later = await stage.openWindow();
    expect(later.store.snapshot()).toMatchObject({ accounts: [], pending: [], lost: [] });
  });

  it('are stored and shown by all others if one that shows them fails', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    let changes = 0;
    window.store.onDidChange(() => {
      throw new Error('not shown');
    });
    window.store.onDidChange(() => changes++);
    const { account } = await signInTo(stage, plain, window);
    expect(window.store.account(account)?.state.kind).toBe('valid');
    expect(changes).toBeGreaterThan(0);
  });

  it('one that was forgotten stays when it is imported by a window that has not heard of it', async () => {
    const stage = await setStage();
    const { account } = await signInTo(stage, plain);
    const deaf = { ...stage.secrets.open(), onDidChange: () => ({ dispose: () => undefined }) };
    const other = await stage.openWindow({ port: deaf });
    const record = other.store.account(account);
    await (await stage.openWindow()).store.forgetAccount(account);
    await other.store.writeAccount(account, () => record ?? expect.fail());
    expect((await stage.openWindow()).store.snapshot().accounts).toMatchObject([account]);
  });

  it('what was chosen is forgotten with the account, here and everywhere', async () => {
    const stage = await setStage();
    const workspace = new Map<string, unknown>();
    const window = await stage.openWindow({ workspace });
    const { account } = await signInTo(stage, plain, window);
    const { account: other } = await signInTo(stage, mail, window);
    const everything = (): string => JSON.stringify([...stage.secrets.values, ...stage.memento, ...workspace]);
    for (const scope of ['everywhere', 'workspace'] as const) await window.store.activate(account, scope);
    expect(window.store.snapshot().active).toMatchObject(account);
    stage.memento.set('dismissedSuggestions', [account, other].map(accountKey));
    await window.store.forgetAccount(account);
    expect(everything()).not.toMatch(new RegExp(`${account.userId}|Plain User|plainuser`));
    for (const scope of ['everywhere', 'workspace'] as const) await window.store.activate(other, scope);
    await window.store.forgetEverything();
    expect(everything()).not.toMatch(/usr_|MailUser/);
  });

  it('a cookie that belongs to another user is stored under that user', async () => {
    const stage = await setStage();
    const { window, account } = await signInTo(stage, plain);
    const { account: other } = await signInTo(stage, mail, window);
    const cookies = window.store.account(other)?.cookies ?? [];
    await window.store.forgetAccount(other);
    await window.store.updateAccount(account, (record) => ({ ...record, cookies }));
    expect(await window.actions.refresh(account)).toEqual({ kind: 'otherAccount', account: other });
    expect(window.store.account(other)).toMatchObject({ displayName: 'MailUser', state: { kind: 'valid' }, cookies });
    expect(window.store.account(account)?.cookies.some(({ name }) => name === 'auth')).toBe(false);
  });

  it('keep no secret outside the secret store', async () => {
    const stage = await setStage();
    const { account } = await signInTo(stage, plain);
    const { account: other } = await signInTo(stage, mail);
    expect(stage.memento.get('knownAccounts2')).toEqual({
      [accountKey(account)]: { ...account, displayName: 'Plain User' },
      [accountKey(other)]: { ...other, displayName: 'MailUser' },
    });
  });

  it('of another server stay where they are when new sign-ins go elsewhere', async () => {
    const stage = await setStage();
    const { account } = await signInTo(stage, plain);
    const before = new Map(stage.secrets.values);
    const elsewhere = await stage.openWindow({ server: 'https://api.vrchat.cloud/api/1' });
    expect(elsewhere.store.snapshot()).toMatchObject({ accounts: [account], active: account, lost: [] });
    expect(stage.secrets.values).toEqual(before);
  });
});

describe('a failing secret store', () => {
  it('names a lost account, and signing in again restores it', async () => {
    const stage = await setStage();
    const { account } = await signInTo(stage, plain);
    stage.secrets.values.clear();
    const later = await stage.openWindow();
    expect(later.store.snapshot().lost).toEqual([{ ...account, displayName: 'Plain User', problem: 'missing' }]);
    await signInTo(stage, plain, later);
    expect(later.store.snapshot().lost).toEqual([]);
  });

  it('does not call a signed-out or forgotten account lost', async () => {
    const stage = await setStage();
    const { window, account } = await signInTo(stage, plain);
    await window.actions.signOut(account);
    expect((await stage.openWindow()).store.snapshot().lost).toEqual([]);
    await window.store.forgetAccount(account);
    expect((await stage.openWindow()).store.snapshot().lost).toEqual([]);
  });

  it.each([
    ['unreadable', 'not JSON at all'],
    ['unreadable', '{"version":2}'],
    ['newerVersion', '{"version":99,"cookies":"in another form"}'],
  ])('reports what is %s (%s), and leaves it unchanged even at a sign-in', async (problem, text) => {
    for (const which of [0, 1] as const) {
      const stage = await setStage();
      const { account } = await signInTo(stage, plain);
      const key = keysOf(account)[which];
      stage.secrets.values.set(key, text);
      const later = await stage.openWindow();
      expect(later.store.snapshot().lost).toMatchObject([{ ...account, problem }]);
      const { outcome, shown } = await later.signIn({ kind: 'fromScratch' }, [{ types: plain.username }, { types: plain.password }]);
      expect(outcome.kind).toBe('canceled');
      expect(shown.at(-1)?.problems).toEqual(['notStored']);
      expect(stage.secrets.values.get(key)).toBe(text);

      await later.store.forgetAccount(account);
      await signInTo(stage, plain, later);
      expect(later.store.snapshot()).toMatchObject({ accounts: [account], lost: [] });
    }
  });

  it('does not call an account with an unreadable state valid', async () => {
    const stage = await setStage();
    const { account } = await signInTo(stage, plain);
    const [key] = keysOf(account);
    stage.secrets.values.set(key, (stage.secrets.values.get(key) ?? '').replace('"kind":"valid"', '"kind":"splendid"'));
    expect((await stage.openWindow()).store.snapshot().accounts[0]?.state.kind).toBe('unchecked');
  });
});

it('prints an account record without its password and authenticator key', async () => {
  const stage = await setStage();
  const { account, window } = await signInTo(stage, plain);
  await window.store.updateAccount(account, (record) => ({
    ...record,
    password: secret('the password'),
    authenticatorSecret: secret('THEKEY'),
    pendingTwoFactor: { qrCodeDataUrl: secret('data:the-picture'), secret: secret('ANEWKEY') },
  }));
  expect(stage.secrets.values.get(keysOf(account)[1])).toContain('the password');
  const record = (await stage.openWindow()).store.account(account);
  expect(record?.password?.reveal()).toBe('the password');
  for (const printed of [JSON.stringify(record), inspect(record, { depth: null })])
    expect(printed).not.toMatch(/the password|THEKEY|the-picture|ANEWKEY/);
});

describe('privacy mode', () => {
  it('shows no name, ID or email address', async () => {
    const stage = await setStage();
    const { account } = await signInTo(stage, plain);
    const window = await stage.openWindow({ isPrivate: true });
    const { accounts, lost } = window.store.snapshot();
    const shown = JSON.stringify([accounts.map(({ userId: _hidden, ...rest }) => rest), lost]);
    for (const secret of [plain.displayName, plain.username, 'example.org', account.userId, 'authcookie_'])
      expect(shown).not.toContain(secret);
    expect(accounts[0]?.displayName).toBe('Account 1');
  });
});

describe('windows', () => {
  it('hear nothing of a write that changes nothing, so that writes do not answer each other', async () => {
    const stage = await setStage();
    const { window, account } = await signInTo(stage, plain);
    const other = await stage.openWindow();
    let heard = 0;
    other.store.onDidChange(() => heard++);
    await window.store.updateAccount(account, (record) => record);
    const record = window.store.account(account);
    if (record) await window.store.writeAccount(account, () => ({ ...record }));
    await stage.secrets.settled();
    expect(heard).toBe(0);
  });

  it('spend one login when they sign in to the same account at the same time', async () => {
    const stage = await setStage();
    const [one, two] = [await stage.openWindow(), await stage.openWindow()];
    await stage.fault('getCurrentUser', 'slow:100');
    const moves = [{ types: plain.username }, { types: plain.password }];
    const outcomes = await Promise.all([one.signIn({ kind: 'fromScratch' }, moves), two.signIn({ kind: 'fromScratch' }, moves)]);
    expect(outcomes.map(({ outcome }) => outcome.kind)).toEqual(['signedIn', 'signedIn']);
    expect(await stage.logins('plainuser')).toBe(1);
  });
});
