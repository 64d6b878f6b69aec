import { describe, expect, it, onTestFinished } from 'vitest';
import { createHealthMonitor } from '../../../src/accounts/healthMonitor.ts';
import { renewSession } from '../../../src/accounts/renewal.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { recordTraffic } from './recordedTraffic.ts';
import { demo, setStage } from './stage.ts';

const minute = 60_000;
const hour = 60 * minute;
const stepMs = 5 * minute;

interface Day {
  /** Which operation answers how; until the end of the day. */
  readonly fault?: readonly [operation: string, fault: string];
  /** A wrong authenticator secret is stored. */
  readonly wrongKey?: boolean;
  readonly wrongPassword?: boolean;
  readonly clockAheadMs?: number;
}

/**
 * Lets twenty-five hours pass for an account whose password and authenticator secret are stored, whose session has expired, and whose next
 * login needs a code. The session is checked as often as the settings allow.
 *
 * @returns when logins were sent, in milliseconds since the day began
 */
async function loginsOfADay({ fault, wrongKey = false, wrongPassword = false, clockAheadMs = 0 }: Day): Promise<number[]> {
  const stage = await setStage({ clockAheadMs });
  const dev = demo('DevUser');
  const { sent, fetch } = recordTraffic(() => undefined);
  const window = await stage.openWindow({ fetch });
  const { outcome } = await window.signIn({ kind: 'fromScratch' }, [
    { types: dev.username },
    { types: dev.password },
    { types: () => stage.authenticatorCode('DevUser') },
  ]);
  if (outcome.kind !== 'signedIn') throw new Error('not signed in');
  await window.store.updateAccount(outcome.account, (record) => ({
    ...record,
    password: secret(wrongPassword ? 'changed since' : dev.password),
    authenticatorSecret: secret(wrongKey ? 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' : (dev.totpSecret ?? '')),
    cookies: record.cookies.filter(({ name }) => name === 'auth'),
  }));
  await stage.fault('verifyAuthToken', 'expireSessions', 1);
  if (fault) await stage.control('POST', 'faults', { operation: fault[0], fault: fault[1] });

  const monitor = createHealthMonitor({
    store: window.store,
    locks: stage.locks,
    now: stage.clock.now,
    isFocused: () => true,
    interval: () => stepMs,
    verify: (account) => window.actions.verify(account),
    renew: (account) => renewSession(account, window.signInPorts),
    random: () => 0,
  });
  onTestFinished(() => monitor.dispose());
  const loginsSent = (): number => sent.filter(({ kind }) => kind === 'login').length;
  const times: number[] = [];
  let counted = loginsSent();
  for (let elapsedMs = 0; elapsedMs <= 25 * hour; elapsedMs += stepMs) {
    stage.advanceClock(stepMs);
    await monitor.wake();
    for (; counted < loginsSent(); counted += 1) times.push(elapsedMs);
  }
  return times;
}

function mostInAnHour(times: readonly number[]): number {
  return Math.max(0, ...times.map((start) => times.filter((at) => at >= start && at < start + hour).length));
}

describe('twenty-five hours of automatic sign-in', () => {
  it.each<[string, Day]>([
    ['a wrong password', { wrongPassword: true }],
    ['a wrong code', { wrongKey: true }],
    ['a wrong code, with a clock that is 31 seconds ahead', { wrongKey: true, clockAheadMs: 31_000 }],
    ['a wrong code, with a clock that is 31 seconds behind', { wrongKey: true, clockAheadMs: -31_000 }],
    ...[
      'status:400',
      'stepUp',
      'status:403',
      'status:404',
      'rateLimit',
      'rateLimit:1',
      'moderated',
      'webPage',
      'webPage:403',
      'webPage:404',
    ].flatMap((fault): [string, Day][] => [
      [`${fault} at the login`, { fault: ['getCurrentUser', fault] }],
      [`${fault} at the code`, { fault: ['verify2FA', fault] }],
    ]),
    ['401 at the code', { fault: ['verify2FA', 'missingCredentials:401'] }],
    ['401 at the login', { fault: ['getCurrentUser', 'status:401'] }],
    ['malformed answers', { fault: ['getCurrentUser', 'malformedJson'] }],
    ['redirects', { fault: ['getCurrentUser', 'redirectElsewhere'] }],
    ['too many sessions', { fault: ['getCurrentUser', 'tooManySessions'] }],
    ['a new location', { fault: ['getCurrentUser', 'newLocation'] }],
    ['a blocked network', { fault: ['getCurrentUser', 'vpnBlocked'] }],
    ['a rejected User-Agent', { fault: ['getCurrentUser', 'userAgentBlocked'] }],
  ])('spend one login on %s', async (_what, day) => {
    expect(await loginsOfADay(day)).toHaveLength(1);
  });

  it.each<[string, Day]>([
    ['VRChat has an outage', { fault: ['getCurrentUser', 'status:500'] }],
    ['a proxy shows its own error page', { fault: ['getCurrentUser', 'html502'] }],
    ['no answer comes', { fault: ['getCurrentUser', 'reset'] }],
    ['no answer to the code comes', { fault: ['verify2FA', 'reset'] }],
  ])('spend at most three logins an hour while %s', async (_what, day) => {
    const times = await loginsOfADay(day);
    expect(times.length).toBeGreaterThan(1);
    expect(mostInAnHour(times)).toBeLessThanOrEqual(3);
  });

  it('spend one login in all if it succeeds', async () => {
    expect(await loginsOfADay({})).toHaveLength(1);
  });
});
