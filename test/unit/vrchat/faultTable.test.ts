import { describe, expect, test } from 'vitest';
import type { VRChatError } from '../../../src/vrchat/errors.ts';
import { login, scenarios, useEmulatedWorld, type Scenario } from './scenarios.ts';
import { openClient } from './wire.ts';

/** The effect of a fault on one operation. */
interface Outcome {
  /** Absent if the operation succeeds anyway. */
  readonly error?: VRChatError;
  /** Whether the client retries, if the operation allows it. */
  readonly retried?: true;
  /** Whether the operation ran and its cookies arrived. */
  readonly ran?: true;
  readonly cookiesReplaced?: true;
}

const now = 1_800_000_000_000;
const pauseUntil = (seconds: number): number => now + seconds * 1000;
const fine: Outcome = { ran: true };
const outage = (status: number): VRChatError => ({ kind: 'outage', status });
const unreachable = (reason: 'reset' | 'timeout'): VRChatError => ({ kind: 'unreachable', reason });
const unexpected = (field: string): VRChatError => ({ kind: 'unexpectedResponse', field });
const noSession: Outcome = { error: { kind: 'missingCredentials' } };

/** Every fault that the emulator has for any operation. */
const faults: Readonly<Record<string, Outcome | ((scenario: Scenario) => Outcome)>> = {
  'status:400': { error: { kind: 'rejected', status: 400, serverMessage: 'Fault 400' } },
  'status:401': ({ uses }) => ({ error: { kind: uses === 'credentials' ? 'invalidCredentials' : 'missingCredentials' } }),
  'status:403': { error: { kind: 'forbidden', serverMessage: 'Fault 403' } },
  'status:404': { error: { kind: 'rejected', status: 404, serverMessage: 'Fault 404' } },
  'status:420': { error: { kind: 'rateLimited', until: pauseUntil(60), serverMessage: 'Fault 420' } },
  'status:429': { error: { kind: 'rateLimited', until: pauseUntil(60), serverMessage: 'Fault 429' } },
  'status:500': { error: outage(500) },
  'status:503': { error: outage(503), retried: true },
  html502: { error: outage(502), retried: true },
  webPage: ({ answers }) => ({ error: unexpected(answers === 'json' ? 'body' : 'status') }),
  'webPage:403': { error: { kind: 'networkBlocked', serverMessage: '' } },
  'webPage:404': { error: { kind: 'rejected', status: 404, serverMessage: '' } },
  'missingCredentials:403': ({ uses }) => ({ error: { kind: uses === 'credentials' ? 'invalidCredentials' : 'missingCredentials' } }),
  reset: { error: unreachable('reset'), retried: true },
  timeout: { error: unreachable('timeout') },
  truncate: { error: unreachable('reset'), retried: true, ran: true },
  'slow:5': fine,
  wrongContentType: fine,
  malformedJson: ({ answers }) => ({ error: unexpected(answers === 'json' ? 'body' : 'status') }),
  hugeBody: { error: unexpected('size') },
  redirectElsewhere: ({ answers }) => ({ error: unexpected(answers === 'json' ? 'redirect' : 'location') }),
  rateLimit: { error: { kind: 'rateLimited', until: pauseUntil(60), serverMessage: 'Too many requests' } },
  'rateLimit:90': { error: { kind: 'rateLimited', until: pauseUntil(90), serverMessage: 'Too many requests' } },
  vpnBlocked: {
    error: {
      kind: 'networkBlocked',
      serverMessage:
        "the IP address or network you're trying to connect from is blacklisted (abuseipdb list). if you're using a vpn or proxy, try disabling it first.",
    },
  },
  userAgentBlocked: { error: { kind: 'userAgentRejected' } },
  moderated: { error: { kind: 'forbidden', serverMessage: 'This account is suspended' } },
  stepUp: { error: { kind: 'stepUpRequired', methods: ['totp', 'otp'] } },
  expireSessions: ({ uses }) => (uses === 'session' ? noSession : fine),
  otherNetwork: ({ uses }) => (uses === 'session' ? noSession : fine),
  newAddress: ({ uses }) => (uses === 'session' ? noSession : fine),
  rotateSession: ({ uses, operation }) => (uses === 'session' && operation !== 'logout' ? { ran: true, cookiesReplaced: true } : fine),
};

const loginFaults: Readonly<Record<string, Outcome>> = {
  newLocation: { error: { kind: 'newLocation' } },
  tooManyPlaces: { error: { kind: 'newLocation' } },
  tooManySessions: { error: { kind: 'tooManySessions', until: pauseUntil(30 * 60) } },
};

const world = await useEmulatedWorld();

test('the table has every fault of the emulator', async () => {
  const known = await world.fault('*', 'unknown').then(
    () => '',
    (error: unknown) => String(error),
  );
  const names = [...known.replace(/.*Known faults: /, '').matchAll(/[a-z]\w+(?=[,.:[])/gi)].map(([name]) => name);
  expect(names.length).toBeGreaterThan(15);
  const tried = [...Object.keys(faults), ...Object.keys(loginFaults)].map((fault) => fault.replace(/:.*/, ''));
  expect(names.filter((name) => !['code', 'milliseconds', 'seconds', 'url', 'address'].includes(name) && !tried.includes(name))).toEqual(
    [],
  );
});

describe.each(scenarios)('$title under each fault', (scenario) => {
  test.each(Object.entries(faults))('%s', async (fault, outcome) => {
    await expectOutcome(scenario, fault, typeof outcome === 'function' ? outcome(scenario) : outcome);
  });
});

describe('a login under each login fault', () => {
  test.each(Object.entries(loginFaults))('%s', async (fault, outcome) => {
    await expectOutcome(login, fault, outcome);
  });
});

async function expectOutcome(scenario: Scenario, fault: string, { error, retried, ran, cookiesReplaced }: Outcome): Promise<void> {
  const { session, call, secrets } = await scenario.prepare(world);
  const cookiesBefore = session.cookies.toStored();
  const requestsBefore = (await world.state()).requests.length;
  await world.fault(scenario.operation, fault);
  const { client, exchanges } = openClient(world.address, {
    now: () => now,
    ...(fault === 'timeout' && { timeoutMs: 250 }),
  });

  const result = await call(client);
  if (error) expect(result).toEqual({ ok: false, error });
  else expect(result).toMatchObject({ ok: true, value: scenario.value });

  const tries = retried && scenario.repeatable ? 3 : 1;
  expect((await world.state()).requests.slice(requestsBefore)).toHaveLength(tries);

  const cookies = session.cookies.toStored();
  if (ran) expect(cookies.map(({ name }) => name).sort()).toEqual(scenario.cookiesAfter);
  else expect(cookies).toEqual(cookiesBefore);
  const authBefore = cookiesBefore.find(({ name }) => name === 'auth')?.value;
  if (cookiesReplaced) expect(cookies.find(({ name }) => name === 'auth')?.value).not.toBe(authBefore);

  expect(exchanges).toHaveLength(1);
  const told = JSON.stringify([exchanges, result.ok ? null : result.error]);
  const neverTold = [...secrets, ...[...cookiesBefore, ...cookies].map(({ value }) => value), 'ticket_emulator', 'stepup_emulator'];
  expect(neverTold.filter((hidden) => hidden === '' || told.includes(hidden))).toEqual([]);
}
