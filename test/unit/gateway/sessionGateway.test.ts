import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createGrants, grantId, type GrantWay } from '../../../src/accounts/grants.ts';
import { createLentSessions } from '../../../src/gateway/lentSessions.ts';
import { createSessionGateway, type SessionGateway } from '../../../src/gateway/sessionGateway.ts';
import { demo, setStage } from '../accounts/stage.ts';
import { extensionUserAgent, findFreePort, folder, folderUserAgent, quickTimes } from './gatewayStage.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A machine where plainuser is signed in, and its windows. */
async function setMachine() {
  const stage = await setStage();
  const port = await findFreePort();
  const openWindow = async ({ folders = [folder], isTrusted = true } = {}) => {
    const opened = await stage.openWindow();
    const { store, actions, signInPorts } = opened;
    const secrets = stage.secrets.open();
    const grants = createGrants(secrets, 'laptop');
    await grants.load();
    const gateway: SessionGateway = await createSessionGateway({
      secrets,
      locks: stage.locks,
      host: 'laptop',
      grants,
      session: createLentSessions({ store, verify: actions.verify, renew: () => Promise.resolve(false), log: signInPorts.log }),
      onDidChangeSessions: (listener) => store.onDidChange(listener),
      userAgent: () => extensionUserAgent,
      preferredPort: () => port,
      folders: () => folders,
      changed: () => undefined,
      addressesChanged: () => undefined,
      pipelineTimes: quickTimes,
    });
    await gateway.noteFolders(isTrusted);
    closing.push(async () => {
      grants.dispose();
      await gateway.dispose();
    });
    return { ...opened, grants, gateway };
  };
  const window = await openWindow();
  const { username, password } = demo('plainuser');
  await window.signIn({ kind: 'fromScratch' }, [{ types: username }, { types: password }]);
  const [account] = window.store.records();
  if (!account) throw new Error('not signed in');
  const allow = (way: GrantWay) => window.grants.allow({ folder, account, way, userAgent: folderUserAgent });
  return { stage, port, openWindow, window, account, allow };
}

const terminals: GrantWay = { kind: 'terminals', carries: 'gateway', names: {} };
const statusAt = (apiUrl: string | undefined): Promise<number | string> =>
  fetch(`${apiUrl}/auth/user`).then(
    ({ status }) => status,
    () => 'no answer',
  );

describe('the gateway of a folder', () => {
  it('is an address that works as the granted account, in the programs that have it', async () => {
    const { window, allow, port } = await setMachine();
    const { id } = await allow(terminals);
    expect(window.gateway.of(id)).toBeUndefined();
    const addresses = await window.gateway.open(id);
    expect(addresses?.apiUrl).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/[\\w-]{32}/api/1$`));
    expect(await (await fetch(`${addresses?.apiUrl}/auth/user`)).json()).toMatchObject({ displayName: 'Plain User' });
    expect(window.gateway.report().requests).toMatchObject([{ path: '/auth/user', status: 200 }]);
  });

  it('has a key for each way, which is revoked alone, with its open connections', async () => {
    const { window, allow } = await setMachine();
    const [first, second] = [await allow(terminals), await allow({ kind: 'gateway' })];
    const [one, two] = [await window.gateway.open(first.id), await window.gateway.open(second.id)];
    expect(one?.apiUrl).not.toBe(two?.apiUrl);
    const socket = new WebSocket(one?.pipelineUrl ?? '');
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await window.grants.revoke(first.id);
    await closed;
    expect(await statusAt(one?.apiUrl)).toBe(403);
    expect(await statusAt(two?.apiUrl)).toBe(200);
  });

  it('gets another key when it is granted again, or the key is replaced', async () => {
    const { window, allow } = await setMachine();
    const { id } = await allow(terminals);
    const before = await window.gateway.open(id);
    await window.grants.revoke(id);
    await expect.poll(() => window.gateway.of(id)).toBeUndefined();
    await allow(terminals);
    const after = await window.gateway.open(id);
    expect(after?.apiUrl).not.toBe(before?.apiUrl);
    const replaced = await window.gateway.replaceKey(id);
    expect(replaced?.apiUrl).not.toBe(after?.apiUrl);
    expect([await statusAt(before?.apiUrl), await statusAt(after?.apiUrl), await statusAt(replaced?.apiUrl)]).toEqual([403, 403, 200]);
  });

  it('opens nothing once the folder is to have the cookies instead', async () => {
    const { window, allow } = await setMachine();
    const { id } = await allow(terminals);
    const addresses = await window.gateway.open(id);
    await allow({ kind: 'terminals', carries: 'cookies', names: {} });
    expect(await statusAt(addresses?.apiUrl)).toBe(403);
  });

  it('answers in another window when the serving one closes, and after VS Code was closed', async () => {
    const { window, allow, openWindow } = await setMachine();
    const { id } = await allow(terminals);
    const addresses = await window.gateway.open(id);
    const other = await openWindow();
    expect([window.gateway.isServing(), other.gateway.isServing()]).toEqual([true, false]);
    expect(other.gateway.of(id)).toEqual(addresses);
    await window.gateway.dispose();
    await expect.poll(() => statusAt(addresses?.apiUrl), { interval: 20, timeout: 2000 }).toBe(200);
    await other.gateway.dispose();
    expect(await statusAt(addresses?.apiUrl)).toBe('no answer');
    const next = await openWindow();
    expect(next.gateway.of(id)).toEqual(addresses);
    expect(await statusAt(addresses?.apiUrl)).toBe(200);
  });

  it('has an address after VS Code ended between the grant and its key', async () => {
    const { allow, openWindow } = await setMachine();
    const { id } = await allow(terminals);
    const next = await openWindow();
    const addresses = next.gateway.of(id);
    expect(addresses).toBeDefined();
    expect(await statusAt(addresses?.apiUrl)).toBe(200);
    const another = await openWindow();
    expect(another.gateway.of(id), 'the same in all windows').toEqual(addresses);
  });

  it('opens nothing with a key whose grant was never given', async () => {
    const { window, allow, account, openWindow } = await setMachine();
    const given = await allow({ kind: 'gateway' });
    await window.gateway.open(given.id);
    const id = grantId({ folder, account, way: terminals });
    const addresses = await window.gateway.open(id);
    expect(addresses).toBeDefined();
    expect(await statusAt(addresses?.apiUrl)).toBe(403);
    await window.gateway.dispose();
    await openWindow();
    await expect.poll(() => statusAt(addresses?.apiUrl), { interval: 20, timeout: 2000 }).toBe(403);
  });

  it('ends the key of what was revoked while the keyring was locked, once it is not', async () => {
    const { window, allow, stage } = await setMachine();
    await allow({ kind: 'gateway' });
    const { id } = await allow(terminals);
    const before = await window.gateway.open(id);
    stage.secrets.lock(true);
    await window.grants.revoke(id);
    await stage.secrets.settled();
    expect(await statusAt(before?.apiUrl), 'nothing is open meanwhile').toBe(403);
    stage.secrets.lock(false);
    window.store.touch();
    const hasKey = (): boolean => [...stage.secrets.values.keys()].some((name) => name.endsWith(`key/${id}`));
    await expect.poll(hasKey).toBe(false);
    await allow(terminals);
    expect((await window.gateway.open(id))?.apiUrl).not.toBe(before?.apiUrl);
  });

  it('waits when VRChat has asked the extension to, in whichever window', async () => {
    const { window, allow, account, openWindow, stage } = await setMachine();
    const { id } = await allow(terminals);
    const addresses = await window.gateway.open(id);
    const other = await openWindow();
    await stage.fault('verifyAuthToken', 'rateLimit:60', 1);
    expect(await other.actions.verify(account)).toMatchObject({ kind: 'rateLimited' });
    await stage.secrets.settled();
    const before = (await stage.requests()).length;
    const answer = await fetch(`${addresses?.apiUrl}/auth/user`);
    expect([answer.status, answer.headers.get('x-gateway-reason')]).toEqual([503, 'paused']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(await stage.requests()).toHaveLength(before);
  });

  it('lets the extension wait when VRChat has asked a program to, in all windows and after a restart', async () => {
    const { window, allow, account, openWindow, stage } = await setMachine();
    const { id } = await allow(terminals);
    const addresses = await window.gateway.open(id);
    const other = await openWindow();
    await stage.fault('getFriends', 'rateLimit:60', 1);
    expect((await fetch(`${addresses?.apiUrl}/auth/user/friends`)).status).toBe(429);
    await expect.poll(() => other.store.account(account)?.pauses).toMatchObject([{ kind: 'rateLimited' }]);
    const before = (await stage.requests()).length;
    for (const { actions } of [window, other, await openWindow()]) {
      expect(await actions.verify(account)).toMatchObject({ kind: 'rateLimited' });
    }
    expect(await statusAt(addresses?.apiUrl)).toBe(503);
    expect(await stage.requests()).toHaveLength(before);
  });

  it('gives nothing to a folder that was last seen in Restricted Mode, whichever window serves', async () => {
    const { window, allow, openWindow } = await setMachine();
    const { id } = await allow(terminals);
    const addresses = await window.gateway.open(id);
    const restricted = await openWindow({ isTrusted: false });
    await expect.poll(() => statusAt(addresses?.apiUrl)).toBe(403);
    await restricted.gateway.noteFolders(true);
    await expect.poll(() => statusAt(addresses?.apiUrl)).toBe(200);
  });

  it('ends with the account', async () => {
    const { window, allow, account } = await setMachine();
    const { id } = await allow(terminals);
    const addresses = await window.gateway.open(id);
    await window.actions.signOut(account);
    expect(await statusAt(addresses?.apiUrl)).toBe(503);
    await window.store.forgetAccount(account);
    await window.grants.revokeAccount(account);
    expect(await statusAt(addresses?.apiUrl)).toBe(403);
  });

  it('is not opened by a window that has nothing granted', async () => {
    const { window, port } = await setMachine();
    expect(window.gateway.port()).toBeUndefined();
    expect(await statusAt(`http://127.0.0.1:${port}`)).toBe('no answer');
  });
});
