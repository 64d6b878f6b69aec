import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../../../src/emulator/emulator.ts';
import { createEmulatorLifecycle } from '../../../../src/ui/emulator/emulatorLifecycle.ts';

/** The emulator of a window, and what the window has been told of it. */
async function openLifecycle({ refusesMemory = false } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'lifecycle-'));
  const shown: (string | undefined)[] = [];
  const known = new Set<string>();
  const lifecycle = createEmulatorLifecycle({
    folder,
    memory: { update: () => (refusesMemory ? Promise.reject(new Error('full')) : Promise.resolve()) },
    access: {
      started: (address) => {
        expect(shown.at(-1), 'the window knows it as its own before others can').toBe(address);
        return Promise.resolve(void known.add(address));
      },
      ended: (address) => Promise.resolve(void known.delete(address)),
    },
    onDidChange: (running) => shown.push(running?.address),
    startEmulator: async (options) => {
      const { address, controls, close } = await startEmulator(options);
      return { controls: { ...controls, address }, close };
    },
  });
  onTestFinished(async () => {
    await lifecycle.stop();
    await rm(folder, { recursive: true });
  });
  return { ...lifecycle, shown, known };
}

const answers = (address: string): Promise<boolean> =>
  fetch(`${address}/config`, { headers: { 'user-agent': 'Test/1.0 me@my-site.org' } }).then(
    ({ ok }) => ok,
    () => false,
  );

describe('the emulator of a window', () => {
  it('is started once, however often that is asked for, and stopped', async () => {
    const { start, stop, shown, known } = await openLifecycle();
    const [one, other] = await Promise.all([start(), start()]);
    expect(other).toBe(one);
    expect(await answers(one.address)).toBe(true);
    expect([...known]).toEqual([one.address]);
    await stop();
    expect(await answers(one.address)).toBe(false);
    expect(shown).toEqual([one.address, undefined]);
    expect([...known]).toEqual([]);
  });

  it('does not run if it is stopped while it starts', async () => {
    const { start, stop, shown, known } = await openLifecycle();
    const [{ address }] = await Promise.all([start(), stop()]);
    expect(await answers(address)).toBe(false);
    expect(shown).toEqual([address, undefined]);
    expect([...known]).toEqual([]);
    expect((await start()).address, 'and starts again').toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/1$/);
  });

  it('takes another port where the usual one is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      // Another emulator of this machine may have it already.
      other.once('error', () => resolve());
      other.listen(8978, '127.0.0.1', resolve);
    });
    onTestFinished(() => void other.close());
    const { start } = await openLifecycle();
    const { address } = await start();
    expect(new URL(address).port).not.toBe('8978');
    expect(await answers(address)).toBe(true);
  });

  it('is closed again if it can’t be made known', async () => {
    const { start, shown, known } = await openLifecycle({ refusesMemory: true });
    await expect(start()).rejects.toThrow('full');
    expect(shown).toEqual([expect.any(String), undefined]);
    expect([...known]).toEqual([]);
  });
});
