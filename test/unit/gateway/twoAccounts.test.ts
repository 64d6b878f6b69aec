import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { demoAccounts } from '../../../src/emulator/accountSeed.ts';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { gatewayApiUrl, gatewayPipelineUrl } from '../../../src/gateway/keys.ts';
import { emulatorControl } from '../../emulatorControl.ts';
import { openGateway, signIn } from './gatewayStage.ts';

const other = {
  username: 'otheruser',
  email: 'other.user@example.org',
  password: 'plain-user-password',
  displayName: 'Other User',
  twoFactor: 'none',
} as const;

/** A gateway that lends the sessions of two accounts, with a program for each. */
async function setTwoAccounts() {
  const emulator = await startEmulator({ accounts: [...demoAccounts, other] });
  onTestFinished(() => emulator.close());
  const control = emulatorControl(emulator.address);
  const open = async (username: string) => signIn(emulator.address, (await control.account(username)).userId, username);
  const [plain, second] = [await open('plainuser'), await open('otheruser')];
  const { addGrant, revoke, grant } = await openGateway(plain, { others: [second] });
  const secondGrant = addGrant(second);
  return {
    ...control,
    revoke: () => revoke(secondGrant),
    plain: { session: plain, api: gatewayApiUrl(grant), pipelineUrl: gatewayPipelineUrl(grant) },
    second: { session: second, api: gatewayApiUrl(secondGrant), pipelineUrl: gatewayPipelineUrl(secondGrant) },
  };
}

it('two accounts are never mixed up, however many of their requests run at once', async () => {
  const { plain, second } = await setTwoAccounts();
  const names = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const { api } = index % 2 === 0 ? plain : second;
      return ((await (await fetch(`${api}/auth/user`)).json()) as { readonly displayName: string }).displayName;
    }),
  );
  expect(names).toEqual(Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 'Plain User' : 'Other User')));
});

it('an account that has to wait, or has no session, holds no program of another one up', async () => {
  const { plain, second, fault } = await setTwoAccounts();
  await fault('getFriends', 'rateLimit:60', 1);
  expect((await fetch(`${second.api}/auth/user/friends`)).status).toBe(429);
  expect((await fetch(`${second.api}/auth/user`)).headers.get('x-gateway-reason')).toBe('paused');
  expect((await fetch(`${plain.api}/auth/user`)).status).toBe(200);
  plain.session.signOut();
  expect((await fetch(`${plain.api}/auth/user`)).headers.get('x-gateway-reason')).toBe('noSession');
  expect(second.session.spent).toEqual({ confirmed: 0, renewed: 0 });
});

it('a program may not log in to the other account, though the gateway lends it, too', async () => {
  const { plain } = await setTwoAccounts();
  const headers = { Authorization: `Basic ${Buffer.from('otheruser:plain-user-password').toString('base64')}` };
  const answer = await fetch(`${plain.api}/auth/user`, { headers });
  expect([answer.status, answer.headers.get('x-gateway-reason')]).toEqual([403, 'otherAccount']);
});

it('each account has a pipeline of its own, and programs get the events of their account alone', async () => {
  const { plain, second, control, revoke } = await setTwoAccounts();
  const listen = async (url: string) => {
    const socket = new WebSocket(url);
    onTestFinished(() => socket.terminate());
    const frames: string[] = [];
    socket.on('message', (data: Buffer) => frames.push(data.toString()));
    await once(socket, 'open');
    return { socket, frames };
  };
  const [one, two] = [await listen(plain.pipelineUrl), await listen(second.pipelineUrl)];
  const connected = async () =>
    (await control<{ readonly username: string }[]>('GET', 'events')).map(({ username }) => username).toSorted();
  await expect.poll(connected).toEqual(['otheruser', 'plainuser']);
  await control('POST', 'events', { to: 'otheruser', frame: '{"type":"for-other"}' });
  await control('POST', 'events', { to: 'plainuser', frame: '{"type":"for-plain"}' });
  await expect.poll(() => [one.frames, two.frames]).toEqual([['{"type":"for-plain"}'], ['{"type":"for-other"}']]);
  const closed = once(two.socket, 'close');
  revoke();
  await closed;
  expect(one.socket.readyState).toBe(WebSocket.OPEN);
  await expect.poll(connected).toEqual(['plainuser']);
});
