import { describe, expect, test, vi } from 'vitest';
import { credentials, errorBody, openClient, openClientInVirtualTime, openSession, serve, type Answer } from './wire.ts';

const alive: Answer = { body: { ok: true, token: 'authcookie_dummy' } };
const user: Answer = { body: { id: 'usr_dummy', displayName: 'DevUser' } };
const slowDown: Answer = { status: 429, body: errorBody(429, 'Slow down') };
const tooManySessions: Answer = { status: 429, body: errorBody(429, '\u02f8 Created too many sessions for that user') };
const minute = 60_000;

/** A client with its own clock, and the results of its calls: `ok` or the kind of error. */
async function openPausing(...answers: readonly Answer[]) {
  const { address, asked } = await serve(...answers);
  const clock = { now: 1_800_000_000_000 };
  const { client } = openClient(address, { now: () => clock.now });
  const kindOf = (result: { ok: true } | { ok: false; error: { kind: string; until?: number } }) =>
    result.ok
      ? 'ok'
      : result.error.until === undefined
        ? result.error.kind
        : `${result.error.kind} ${(result.error.until - clock.now) / minute}`;
  const session = (account: string) => ({ ...openSession(address), account });
  return {
    asked,
    clock,
    verify: async (account = 'usr_1') => kindOf(await client.verifyAuthToken(session(account))),
    logIn: async (account = 'usr_1') => kindOf(await client.getCurrentUser(session(account), { credentials })),
  };
}

describe('a rate limit', () => {
  test.each([429, 420])('%i: sends nothing for the account until the pause ends, whatever the operation', async (status) => {
    const { asked, clock, verify, logIn } = await openPausing({ status, body: 'slow down' }, alive);
    expect(await verify()).toBe('rateLimited 1');
    clock.now += minute / 2;
    expect([await verify(), await logIn()]).toEqual(['rateLimited 0.5', 'rateLimited 0.5']);
    expect(asked).toHaveLength(1);
    clock.now += minute / 2;
    expect(await verify()).toBe('ok');
  });

  test('does not affect other accounts', async () => {
    const { verify } = await openPausing(slowDown, alive);
    expect([await verify('usr_1'), await verify('usr_2')]).toEqual(['rateLimited 1', 'ok']);
  });

  test('doubles the pause each time, up to an hour, and starts again after a success', async () => {
    const { clock, verify } = await openPausing(...Array.from({ length: 8 }, () => slowDown), alive, slowDown);
    const lengths: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      lengths.push((await verify()).replace('rateLimited ', ''));
      clock.now += 60 * minute;
    }
    expect(lengths).toEqual(['1', '2', '4', '8', '16', '32', '60', '60', 'ok', '1']);
  });

  test.each([
    ['90', 1.5],
    ['0', 1 / 60],
    ['99999999', 24 * 60],
    ['soon', 1],
    ['119.2', 2],
    ['-5', 1],
    ['9'.repeat(400), 1],
  ])('lasts %f minutes with Retry-After: %s', async (retryAfter, minutes) => {
    const { verify } = await openPausing({ ...slowDown, headers: { 'retry-after': retryAfter } });
    expect(await verify()).toBe(`rateLimited ${minutes}`);
  });

  test.each(['Tue, 01 Jan 2030 00:05:00 GMT', 'Tuesday, 01-Jan-30 00:05:00 GMT', 'Tue Jan  1 00:05:00 2030'])(
    'accepts a date in Retry-After, relative to the server’s clock: %s',
    async (date) => {
      const headers = { date: 'Tue, 01 Jan 2030 00:00:00 GMT', 'retry-after': date };
      const { verify } = await openPausing({ ...slowDown, headers });
      expect(await verify()).toBe('rateLimited 5');
    },
  );

  test('is not ended by a success that was already under way', async () => {
    let finish = (): void => undefined;
    const late: Answer = (_request, response) => {
      finish = () => response.end(JSON.stringify({ ok: true, token: 'authcookie_dummy' }));
    };
    const { asked, verify } = await openPausing(late, slowDown, alive);
    const first = verify();
    await expect.poll(() => asked.length).toBe(1);
    expect(await verify()).toBe('rateLimited 1');
    finish();
    expect(await first).toBe('ok');
    expect(await verify()).toBe('rateLimited 1');
  });

  test('counts simultaneous calls once, with the longest pause', async () => {
    const { asked, clock, verify } = await openPausing({ ...slowDown, headers: { 'retry-after': '120' } }, slowDown, slowDown, slowDown);
    expect(await Promise.all([verify(), verify(), verify()])).toEqual(['rateLimited 2', 'rateLimited 1', 'rateLimited 1']);
    expect(await verify()).toBe('rateLimited 2');
    expect(asked).toHaveLength(3);
    clock.now += 2 * minute;
    expect(await verify()).toBe('rateLimited 2');
  });

  test('cancels a retry that was about to be sent', async () => {
    const { client, session, sent } = openClientInVirtualTime((method) => new Response('busy', { status: method === 'GET' ? 503 : 429 }));
    const call = client.verifyAuthToken(session);
    await vi.advanceTimersByTimeAsync(500);
    await client.logout(session);
    await vi.runAllTimersAsync();
    expect(await call).toEqual({ ok: false, error: { kind: 'outage', status: 503 } });
    expect(sent.map(({ method }) => method)).toEqual(['GET', 'PUT']);
  });
});

describe('a session cap', () => {
  test('pauses logins for half an hour, and nothing else', async () => {
    const { asked, clock, verify, logIn } = await openPausing(tooManySessions, alive, user);
    expect([await logIn(), await verify(), await logIn()]).toEqual(['tooManySessions 30', 'ok', 'tooManySessions 30']);
    expect(asked).toHaveLength(2);
    clock.now += 30 * minute;
    expect(await logIn()).toBe('ok');
  });

  test('outlasts a rate limit', async () => {
    const { clock, verify, logIn } = await openPausing(tooManySessions, slowDown, alive);
    expect([await logIn(), await verify()]).toEqual(['tooManySessions 30', 'rateLimited 1']);
    clock.now += minute;
    expect([await verify(), await logIn()]).toEqual(['ok', 'tooManySessions 29']);
  });

  test('is not ended by a success other than a login', async () => {
    const { clock, verify, logIn } = await openPausing(tooManySessions, alive, tooManySessions, tooManySessions);
    expect(await logIn()).toBe('tooManySessions 30');
    clock.now += 30 * minute;
    expect([await verify(), await logIn()]).toEqual(['ok', 'tooManySessions 60']);
  });

  test('doubles each time, up to two hours', async () => {
    const { clock, logIn } = await openPausing(tooManySessions);
    const lengths: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      lengths.push(await logIn());
      clock.now += 120 * minute;
    }
    expect(lengths).toEqual(['tooManySessions 30', 'tooManySessions 60', 'tooManySessions 120', 'tooManySessions 120']);
  });
});

test('a 429 that asks for a link from an email starts no pause', async () => {
  const challenge: Answer = {
    status: 429,
    body: errorBody(429, 'Logging in from too many places? Check your email for verification link'),
  };
  const { logIn } = await openPausing(challenge, user);
  expect([await logIn(), await logIn()]).toEqual(['newLocation', 'ok']);
});
