import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createOtherEmulators } from '../../../../src/ui/emulator/otherEmulators.ts';
import { mailUser, openEmulator } from '../../emulator/testClient.ts';

/** The emulators that a window knows of, and how often it has been told that they changed. */
function openWindow() {
  const told = { changes: 0 };
  const others = createOtherEmulators(() => (told.changes += 1));
  onTestFinished(() => others.dispose());
  return { ...others, told };
}

/** An emulator of another window, watched by this one. */
async function watch(options?: Parameters<typeof openEmulator>[0]) {
  const client = await openEmulator(options);
  const window = openWindow();
  void window.connect(client.emulator.address);
  await expect.poll(() => window.all().length).toBe(1);
  const [controls] = window.all();
  if (!controls) throw new Error('not watched');
  return { client, own: client.emulator.controls, controls, window };
}

describe('an emulator of another window', () => {
  it('shows what its own window shows, and each change', async () => {
    // Its codes stay the same in this test.
    const { client, own, controls } = await watch({ now: () => Date.UTC(2026, 0, 1) });
    const shown = (from: typeof controls | typeof own) => ({
      accounts: from.accounts().map(({ username, password, code }) => ({ username, password, digits: code?.digits })),
      mailbox: from.mailbox(),
      requests: from.requests(),
      requestCount: from.requestCount(),
      faults: from.faults(),
      network: from.network(),
      ahead: from.clockAheadMs(),
      operations: from.operations,
      faultForms: from.faultForms,
      eventNames: from.eventNames,
    });
    expect(shown(controls)).toEqual(shown(own));
    let changes = 0;
    const end = controls.onDidChange(() => changes++);
    await client.logIn(mailUser);
    await client.fault('getConfig', 'status:503', 2);
    await client.advance(60);
    await expect.poll(() => shown(controls)).toEqual(shown(own));
    expect(controls.mailbox()).toMatchObject([{ id: 0, subject: 'Your One-Time Code' }]);
    expect(changes).toBeGreaterThan(0);
    expect(controls.now()).toBeGreaterThanOrEqual(own.now());
    end();
  });

  it('is steered from here', async () => {
    const { client, own, controls } = await watch();
    await client.logIn(mailUser);
    expect(await controls.addFault({ operation: 'getConfig', fault: 'status' })).toContain('Expected the form status:<code>');
    expect(await controls.addFault({ operation: 'getConfig', fault: 'status:503' })).toBeUndefined();
    expect(await controls.addFault({ operation: '*', fault: 'reset', times: 2 })).toBeUndefined();
    expect(own.faults()).toMatchObject([
      { fault: 'status:503', times: null },
      { fault: 'reset', times: 2 },
    ]);
    await expect.poll(() => controls.faults().length).toBe(2);
    await controls.removeFault(controls.faults()[1]?.id ?? -1);
    expect(own.faults()).toMatchObject([{ fault: 'status:503' }]);
    await controls.moveTo('cafe');
    await controls.advanceClock(3600);
    expect([own.network(), own.clockAheadMs()]).toEqual(['cafe', 3_600_000]);
    await controls.expireSessions();
    expect(own.accounts().map(({ sessions }) => sessions)).toEqual([0, 0, 0]);
    expect(await controls.sendEvent('friend-online')).toBe(0);
    await controls.reset();
    expect([own.network(), own.faults(), own.mailbox()]).toEqual(['home', [], []]);
  });

  it('shows the next code of an authenticator when the present one ends', async () => {
    let aheadMs = 0;
    const { own, controls } = await watch({ now: () => Date.now() + aheadMs });
    const codeOf = (from: typeof controls | typeof own): string | undefined => from.accounts()[0]?.code?.digits;
    // A second before the half minute is over.
    aheadMs = 29_000 - (Date.now() % 30_000);
    const before = codeOf(own);
    await controls.moveTo('cafe');
    await expect.poll(() => codeOf(own) !== before && codeOf(controls) === codeOf(own), { timeout: 10_000 }).toBe(true);
  });

  it('is gone when it has stopped, and there again when it has started', async () => {
    const { client, window } = await watch();
    const { changes } = window.told;
    await client.emulator.close();
    await expect.poll(() => window.all()).toEqual([]);
    expect(window.told.changes).toBe(changes + 1);
    const { port } = new URL(client.emulator.address);
    const again = await openEmulator({ port: Number(port) });
    void window.connect(again.emulator.address);
    await expect.poll(() => window.all().length).toBe(1);
  });

  it('is asked once, and is nothing if something else answers, or nothing does', async () => {
    let requests = 0;
    const other: Server = createServer((_request, response) => {
      requests += 1;
      response.writeHead(404).end('{"error": "no emulator"}\n');
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const place = other.address();
    const port = typeof place === 'object' && place ? place.port : 0;
    const window = openWindow();
    await window.connect(`http://127.0.0.1:${port}/api/1`);
    await window.connect(`http://127.0.0.1:${port}/api/1`);
    expect(requests).toBe(1);
    await window.connect('http://127.0.0.1:1/api/1');
    expect([window.all(), window.told.changes]).toEqual([[], 0]);
  });
});
