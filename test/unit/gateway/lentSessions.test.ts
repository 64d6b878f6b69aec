import { describe, expect, it } from 'vitest';
import { renewSession } from '../../../src/accounts/renewal.ts';
import { createLentSessions } from '../../../src/gateway/lentSessions.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { demo, setStage } from '../accounts/stage.ts';
import { openGateway } from './gatewayStage.ts';

/** Two windows that share an account, and a gateway in the first that lends its session. */
async function setLending() {
  const stage = await setStage();
  const [window, other] = [await stage.openWindow(), await stage.openWindow()];
  const { username, password } = demo('plainuser');
  const { outcome } = await window.signIn({ kind: 'fromScratch' }, [{ types: username }, { types: password }]);
  if (outcome.kind !== 'signedIn') throw new Error('not signed in');
  const [account] = window.store.records();
  if (!account) throw new Error('no account');
  const lend = createLentSessions({
    store: window.store,
    verify: window.actions.verify,
    renew: async (id) => (await renewSession(id, window.signInPorts)) === 'renewed',
    log: window.signInPorts.log,
  });
  const session = lend(account);
  if (!session) throw new Error('nothing to lend');
  const opened = await openGateway(session, { ports: { session: lend } });
  return {
    stage,
    window,
    other,
    account,
    get: async (path: string) => fetch(opened.api + path),
    state: () => window.store.account(account)?.state.kind,
    logins: () => stage.logins('plainuser'),
  };
}

describe('a program that is lent the stored session', () => {
  it('has it while it is valid', async () => {
    const { get, state } = await setLending();
    expect(await (await get('/auth/user')).json()).toMatchObject({ displayName: 'Plain User' });
    expect(state()).toBe('valid');
  });

  it('has nothing while the emulator that issued it is not running: another program may listen there', async () => {
    const { stage, account, get } = await setLending();
    const before = await stage.requests();
    stage.gone.add(account.server);
    expect((await get('/auth/user')).status).toBe(503);
    expect(await stage.requests()).toEqual(before);
    stage.gone.clear();
    expect((await get('/auth/user')).status).toBe(200);
  });

  it('goes on when it expires and the user has stored the password: one login, and the account shows the new session', async () => {
    const { stage, window, account, get, state, logins } = await setLending();
    await window.store.updateAccount(account, (record) => ({ ...record, password: secret(demo('plainuser').password) }));
    const before = window.store.account(account)?.cookies;
    await stage.fault('verifyAuthToken', 'expireSessions');
    await get('/auth');
    const answers = await Promise.all([get('/auth/user'), get('/auth/user/friends'), get('/auth/user')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await logins()).toBe(2);
    expect(state()).toBe('valid');
    expect(window.store.account(account)?.cookies).not.toEqual(before);
  });

  it('waits when it expires and the user has stored nothing, and the account shows it as expired', async () => {
    const { stage, get, state, logins } = await setLending();
    await stage.fault('verifyAuthToken', 'expireSessions');
    await get('/auth');
    const answer = await get('/auth/user');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).not.toBeNull();
    expect(await logins()).toBe(1);
    expect(state()).toBe('expired');
  });

  it('has none once another window has signed out', async () => {
    const { other, account, get, logins } = await setLending();
    await other.store.sync();
    await other.actions.signOut(account);
    await expect.poll(async () => (await get('/auth/user')).status).toBe(503);
    expect(await logins()).toBe(1);
  });

  it('has none once the account is forgotten', async () => {
    const { window, account, get } = await setLending();
    await window.store.forgetAccount(account);
    const { status } = await get('/auth/user');
    expect([401, 403, 404, 503]).toContain(status);
  });
});
