import { expect, test } from 'vitest';
import { devUser, mailUser, openEmulator, plainUser, signInDevUser } from './testClient.ts';

test('the controls show the codes that work now, and until when', async () => {
  let now = Date.UTC(2026, 0, 1, 12, 0, 10);
  const client = await openEmulator({ now: () => now });
  const { controls } = client.emulator;
  const codeOf = (username: string) => controls.accounts().find((account) => account.username === username)?.code;
  expect(codeOf('plainuser')).toBeUndefined();
  expect(codeOf('MailUser')).toBeUndefined();
  expect(codeOf('DevUser')?.validForMs).toBe(20_000);
  await client.logIn(devUser);
  expect((await client.verify('totp', codeOf('DevUser')?.digits ?? '')).status).toBe(200);

  client.setCookies({});
  await client.logIn(mailUser);
  expect(codeOf('MailUser')).toEqual({ digits: await client.mailedCode(), validForMs: 15 * 60_000 });
  now += 15 * 60_000;
  expect(codeOf('MailUser')).toBeUndefined();
});

test('the controls tell of requests, emails, faults and changes from elsewhere, until nobody listens', async () => {
  const client = await openEmulator();
  const { controls } = client.emulator;
  let changes = 0;
  const end = controls.onDidChange(() => changes++);
  const changesWith = async (action: () => unknown): Promise<number> => {
    const before = changes;
    await action();
    return changes - before;
  };
  expect(await changesWith(() => client.logIn(mailUser))).toBeGreaterThan(0);
  expect(controls.mailbox()).toMatchObject([{ to: 'mail.user@example.org', subject: 'Your One-Time Code' }]);
  expect(controls.requests()).toMatchObject([{ operation: 'getCurrentUser', status: 200 }]);
  expect(await changesWith(() => client.fault('getConfig', 'reset', 1))).toBeGreaterThan(0);
  expect(await changesWith(() => client.send('GET', '/config').catch(() => undefined)), 'the fault is used up').toBeGreaterThan(0);
  expect(controls.faults()).toEqual([]);
  expect(await changesWith(() => client.state()), 'reading changes nothing').toBe(0);
  end();
  expect(await changesWith(() => client.advance(1))).toBe(0);
});

test('a fault is added, applies and is removed alone', async () => {
  const client = await openEmulator();
  const { controls } = client.emulator;
  expect(controls.addFault({ operation: 'getConfig', fault: 'status' })).toContain('Expected the form status:<code>');
  expect(controls.addFault({ operation: 'getConfig', fault: 'status:503', times: 1 })).toBeUndefined();
  expect(controls.addFault({ operation: '*', fault: 'html502' })).toBeUndefined();
  const [first, second] = controls.faults();
  expect(first).toMatchObject({ operation: 'getConfig', fault: 'status:503', times: 1 });
  expect((await client.send('GET', '/config')).status).toBe(503);
  expect((await client.send('GET', '/config')).status).toBe(502);
  controls.removeFault(second?.id ?? 0);
  expect((await client.send('GET', '/config')).status).toBe(200);
});

test.each(['the controls', 'the control surface'])('sessions end, networks change and everything starts over, by %s', async (way) => {
  const client = await openEmulator();
  const { controls } = client.emulator;
  const byHand = way === 'the controls';
  const { move, expire, reset }: Readonly<Record<'move' | 'expire' | 'reset', (name?: string) => unknown>> = byHand
    ? { move: (name = '') => controls.moveTo(name), expire: controls.expireSessions, reset: controls.reset }
    : {
        move: (name) => client.control('POST', 'network', { name }),
        expire: () => client.control('DELETE', 'sessions'),
        reset: client.reset,
      };
  const status = async (): Promise<number> => (await client.send('GET', '/auth')).status;
  await signInDevUser(client);
  await move('cafe');
  expect(await status(), 'the session belongs to the other network').toBe(401);
  expect(controls.network()).toBe('cafe');
  expect((await client.logIn(plainUser)).status).toBe(200);
  await move('home');
  client.setCookies({});
  await signInDevUser(client);
  expect(await status()).toBe(200);
  await expire();
  expect(await status()).toBe(401);
  await move('cafe');
  await reset();
  expect({ network: controls.network(), requests: controls.requests() }).toEqual({ network: 'home', requests: [] });
});

test('an unknown network is refused', async () => {
  const client = await openEmulator();
  await expect(client.control('POST', 'network', { name: ' ' })).rejects.toThrow('Expected {"name": "cafe"}');
});

test('presence lists the tags of the avatar, as the specification says', async () => {
  const client = await openEmulator();
  const { body } = await client.logIn(plainUser);
  expect(body).toMatchObject({ currentAvatarTags: [], presence: { currentAvatarTags: [] } });
});
