import { expect } from 'vitest';
import type { SharedGateway } from '../../../src/gateway/sharedGateway.ts';
import type { setMachine } from './sharedMachine.ts';

/** A program that runs while things happen to the gateway. */
export interface RunningProgram {
  /** How often it has got what it wanted. */
  readonly successes: () => number;
  /** Called while it is waited for. */
  readonly urge?: () => Promise<unknown>;
}

/**
 * Lets a session expire and be renewed, VRChat go out of reach, and the serving window close so that the next one takes its port. After each of
 * them, the program must go on by itself.
 *
 * @param begin - starts the program, with the machine's addresses
 * @returns how often the program has connected to the pipeline in each of the two windows
 */
export async function liveOn(
  machine: Awaited<ReturnType<typeof setMachine>>,
  begin: () => Promise<RunningProgram> | RunningProgram,
): Promise<readonly number[]> {
  const first = await machine.open();
  const second = await machine.open();
  machine.session.optIn();
  const { successes, urge } = await begin();
  const goesOn = async (): Promise<void> => {
    const before = successes();
    await expect
      .poll(async () => {
        await urge?.();
        return successes();
      })
      .toBeGreaterThan(before + 1);
  };
  await goesOn();

  const friends = (): Promise<number> => fetch(`${machine.api()}/auth/user/friends`).then(({ status }) => status);
  // Slower than a program is kept waiting, so that it hears of the renewal.
  await machine.fault('getCurrentUser', 'slow:3000', 1);
  await machine.fault('getFriends', 'expireSessions', 1);
  expect(await friends()).toBe(503);
  await goesOn();
  await expect.poll(() => machine.logins('plainuser')).toBe(2);
  await machine.control('POST', 'events', { error: "authToken doesn't correspond with an active session" });
  await goesOn();

  await machine.fault('*', 'html502');
  expect(await friends()).toBe(502);
  await machine.control('POST', 'events', { close: true });
  await machine.removeFaults();
  await goesOn();

  const connections = (window: SharedGateway): number => window.report().requests.filter(({ method }) => method === 'WS').length;
  const before = connections(first);
  await first.close();
  await goesOn();
  expect(second.isServing()).toBe(true);
  expect(await machine.logins('plainuser')).toBe(2);
  return [before, connections(second)];
}
