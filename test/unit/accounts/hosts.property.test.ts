import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import '../../../src/accounts/storedAccounts.ts';
import { createHostId } from '../../../src/accounts/hostId.ts';
import { createMemoryLocks } from './memoryLocks.ts';
import { sharedKey } from '../../../src/accounts/storeKeys.ts';
import { propertyRuns } from '../propertyRuns.ts';
import { createActs, type Step } from './hostsActs.ts';
import { addresses, createWorld } from './hostsWorld.ts';
import { refusals } from './observantServer.ts';

const minuteMs = 60_000;

const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom<Step['does'][]>(
    ...(['signIn', 'signIn', 'signIn', 'expire', 'expire', 'expire', 'expire', 'expireOften', 'check', 'check', 'refuse'] as const),
    ...(['entrust', 'entrust', 'distrust', 'allow', 'allow', 'revoke', 'signOut', 'forget', 'useHere', 'useHere', 'takeOver'] as const),
    ...(['startEmulator', 'startEmulator', 'endEmulator', 'nameServer', 'activate', 'crash'] as const),
  ),
  window: fc.nat({ max: 3 }),
  server: fc.constantFrom(...addresses),
  userId: fc.constantFrom('usr_alice', 'usr_alice', 'usr_alice', 'usr_bob'),
  remembers: fc.constantFrom(true, true, false),
  refusal: fc.constantFrom(...refusals),
  /** How long until the next step, which does not wait for this one. */
  pauseMs: fc.oneof(fc.nat({ max: 3000 }), fc.constantFrom(0, 20_000, 15 * minuteMs, 61 * minuteMs)),
});

/** Somebody has an account at both servers, and the same session on both machines. */
const beginning: readonly Step[] = [
  ...([0, 1] as const).map((window) => ({ does: 'startEmulator' as const, window, server: addresses[1] })),
  ...addresses.map((server) => ({ does: 'signIn' as const, window: 0, server })),
  ...addresses.map((server) => ({ does: 'useHere' as const, window: 1, server })),
].map((begin) => ({ ...begin, userId: 'usr_alice', remembers: true, refusal: 'forbidden', pauseMs: 10_000 }));

const folders: string[] = [];
let hostIds: [string, string] = ['', ''];
beforeAll(async () => {
  const open = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'host-'));
    folders.push(folder);
    return createHostId(folder, createMemoryLocks())();
  };
  hostIds = [await open(), await open()];
});
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

it(
  'sends no secret to another server, serves no other account, loses no write and spends no login too many, whatever two machines do',
  { timeout: 30 * minuteMs },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 4, maxLength: 40, size: 'max' }),
        fc.boolean(),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        async (steps, sameNetwork, jitter) => {
          const world = createWorld(hostIds, sameNetwork, () => Number(jitter.next().value));
          const { time, violations, secrets } = world;
          vi.stubGlobal('fetch', world.fetch);
          vi.stubGlobal('setTimeout', time.setTimeout);
          vi.stubGlobal('clearTimeout', time.clearTimeout);
          try {
            const acts = createActs(world);
            const running: Promise<unknown>[] = [];
            for (const next of [...beginning, ...steps]) {
              running.push(acts.run(next));
              await time.until(time.wait(next.pauseMs));
            }
            await time.until(Promise.all(running));
            // Everybody has heard of everything.
            await time.until(time.wait(10_000));
            acts.inspect();
            expect(violations).toEqual([]);

            for (const [account, entrusted] of acts.entrusted()) {
              const stored = JSON.parse(secrets.values.get(sharedKey(account)) ?? '{}') as Readonly<Record<string, unknown>>;
              for (const name of ['password', 'authenticatorSecret'] as const)
                expect(name in stored, `${name} of ${account.userId} at ${account.server}`).toBe(entrusted[name]);
            }
            expect(acts.lostSessions()).toEqual([]);
            expect(acts.lostGrants()).toEqual([]);
          } finally {
            vi.unstubAllGlobals();
          }
        },
      ),
      { numRuns: Math.min(propertyRuns, 3000) },
    );
  },
);
