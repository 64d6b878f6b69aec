import { describe, expect, it, onTestFinished } from 'vitest';
import { createClientProvider } from '../../../src/accounts/clientProvider.ts';
import { createServerAccess } from '../../../src/accounts/serverAccess.ts';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { createSessionCookies } from '../../../src/vrchat/sessionCookies.ts';
import { emulatorControl } from '../../emulatorControl.ts';
import { createMemoryMemento } from './memoryMemento.ts';

const real = 'https://api.vrchat.cloud/api/1';
const emulator = 'http://127.0.0.1:8978/api/1';

/** Windows of one machine, with their processes. */
function openMachine(machine = 'this one', values = new Map<string, unknown>()) {
  const running = new Set<number>();
  let bootedAt = 1_000_000_000;
  let setting: string | undefined = real;
  return {
    running,
    values,
    /** Its processes end, and their numbers are given to others. */
    restart(): void {
      bootedAt += 3_600_000;
    },
    configure(server: string | undefined): void {
      setting = server;
    },
    openWindow(id: number) {
      running.add(id);
      const process = { id, machine, isRunning: (pid: number) => running.has(pid), bootedAt: () => bootedAt };
      return createServerAccess({ memory: createMemoryMemento(values), configured: () => setting, process });
    },
  };
}

describe('an address of this machine', () => {
  it('is usable in all windows while an emulator of one of them runs there, and gone when its window is closed or it is stopped', async () => {
    const machine = openMachine();
    const [one, two] = [machine.openWindow(1), machine.openWindow(2)];
    expect([one.isGone(emulator), one.isGone(real)]).toEqual([true, false]);
    await one.started(emulator);
    expect([one, two].map((window) => window.isGone(emulator))).toEqual([false, false]);
    expect(two.emulators()).toEqual([emulator]);

    machine.running.delete(1);
    expect(two.isGone(emulator), 'its window is closed').toBe(true);
    await two.started(emulator);
    expect(two.isGone(emulator)).toBe(false);
    await two.ended(emulator);
    expect([two.isGone(emulator), two.emulators()]).toEqual([true, []]);
  });

  it('is gone after a restart of the machine, whatever process has the number of the emulator’s by then', async () => {
    const machine = openMachine();
    await machine.openWindow(1).started(emulator);
    machine.restart();
    expect(machine.openWindow(2).isGone(emulator)).toBe(true);
    expect(machine.openWindow(1).emulators()).toEqual([]);
    await machine.openWindow(1).started(emulator);
    expect(machine.openWindow(2).emulators()).toEqual([emulator]);
  });

  it('is not known by a process of another machine, whatever that is called', async () => {
    const here = openMachine();
    const elsewhere = openMachine('another one', here.values);
    await here.openWindow(1).started(emulator);
    expect(elsewhere.openWindow(1).isGone(emulator)).toBe(true);
  });

  it('is usable by the word of the user until nothing answers there any more', () => {
    const machine = openMachine();
    const window = machine.openWindow(1);
    window.allow(emulator);
    expect(window.isGone(emulator)).toBe(false);
    expect(machine.openWindow(2).isGone(emulator), 'in another window').toBe(true);
    window.noteRefused(emulator);
    expect(window.isGone(emulator)).toBe(true);
  });

  it('is usable while the setting names it, and stays so when the setting names another', () => {
    const machine = openMachine();
    const window = machine.openWindow(1);
    machine.configure(emulator);
    expect(window.isGone(emulator)).toBe(false);
    machine.configure(real);
    expect(window.isGone(emulator)).toBe(false);
    window.noteRefused(emulator);
    expect(window.isGone(emulator)).toBe(true);
  });
});

it('nothing is sent to the port of an emulator that has ended, although another program listens there', async () => {
  const first = await startEmulator();
  const port = Number(new URL(first.address).port);
  const window = openMachine().openWindow(1);
  const provide = createClientProvider(
    () => ({ userAgent: 'VRChatAuthTest/1.0 tests@vrchat-auth.org' }),
    window,
    () => undefined,
    () => ({ read: () => Promise.resolve([]), write: () => Promise.resolve() }),
    () => Promise.resolve('salt'),
  );
  await window.started(first.address);
  const connection = provide(first.address);
  if ('problem' in connection) throw new Error(connection.problem.kind);
  const session = { account: 'anybody', cookies: createSessionCookies(first.address) };
  await connection.client.verifyAuthToken(session);
  await first.close();
  await connection.client.verifyAuthToken(session);
  await window.ended(first.address);
  const stranger = await startEmulator({ port });
  onTestFinished(() => stranger.close());
  expect(provide(first.address)).toEqual({ problem: { kind: 'serverGone', server: first.address } });
  window.allow(first.address);
  expect(provide(first.address)).toMatchObject({ server: first.address });
});

it.each(['waits for its turn', 'waits for its next try'])(
  'nothing is sent there either if the emulator ends while a request %s',
  async (when) => {
    const first = await startEmulator();
    const port = Number(new URL(first.address).port);
    const window = openMachine().openWindow(1);
    await window.started(first.address);
    let stranger: Awaited<ReturnType<typeof startEmulator>> | undefined;
    async function takePort(): Promise<void> {
      await first.close();
      await window.ended(first.address);
      stranger = await startEmulator({ port });
    }
    onTestFinished(() => stranger?.close());
    const provide = createClientProvider(
      () => ({ userAgent: 'VRChatAuthTest/1.0 tests@vrchat-auth.org' }),
      window,
      () => undefined,
      () => ({
        read: () => (when === 'waits for its turn' ? takePort() : Promise.resolve()).then(() => []),
        write: () => Promise.resolve(),
      }),
      () => Promise.resolve('salt'),
    );
    const connection = provide(first.address);
    if ('problem' in connection) throw new Error(connection.problem.kind);
    if (when === 'waits for its next try') await emulatorControl(first.address).fault('verifyAuthToken', 'status:503');
    const cookies = createSessionCookies(first.address, [{ name: 'auth', value: 'authcookie_1', path: '/', secure: false }]);
    const answer = connection.client.verifyAuthToken({ account: 'anybody', cookies });
    if (when === 'waits for its next try') {
      await expect.poll(() => emulatorControl(first.address).requests()).toEqual(['verifyAuthToken']);
      await takePort();
    }
    expect(await answer).toEqual({ ok: false, error: { kind: 'unreachable', reason: 'refused' } });
    expect(await emulatorControl(first.address).requests()).toEqual([]);
  },
);
