import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createPatience, patienceMs } from '../../../src/gateway/patience.ts';
import { createRequestLine } from '../../../src/gateway/requestLine.ts';
import { folder, messageOf, setGatewayStage } from './gatewayStage.ts';

describe('a session that VRChat has ended', () => {
  it('is renewed, and the request repeated: the program sees nothing of it', async () => {
    const { api, session, fault, logins, gateway } = await setGatewayStage();
    session.optIn();
    await fault('getFriends', 'expireSessions', 1);
    const response = await fetch(`${api}/auth/user/friends`);
    expect([response.status, await response.json()]).toEqual([200, []]);
    expect(await logins('plainuser')).toBe(2);
    expect(gateway.log.of(folder).requests).toMatchObject([{ outcome: 'renewed', status: 200 }]);
  });

  it('is confirmed by one request and renewed by one login for all that wait', async () => {
    const { api, session, fault, logins, requests } = await setGatewayStage();
    session.optIn();
    await fault('getFriends', 'expireSessions', 1);
    const responses = await Promise.all(Array.from({ length: 15 }, () => fetch(`${api}/auth/user/friends`)));
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 15 }, () => 200));
    expect([session.spent, await logins('plainuser')]).toEqual([{ confirmed: 1, renewed: 1 }, 2]);
    expect((await requests()).filter((operation) => operation === 'verifyAuthToken')).toHaveLength(1);
  });

  it('gives 503 with Retry-After, and never 401, if it may not be renewed', async () => {
    const { api, session, fault, logins } = await setGatewayStage();
    await fault('getFriends', 'expireSessions', 1);
    for (let sent = 0; sent < 5; sent += 1) {
      const response = await fetch(`${api}/auth/user/friends`);
      expect([response.status, response.headers.get('retry-after'), response.headers.get('x-gateway-reason')]).toEqual([
        503,
        '10',
        'noSession',
      ]);
    }
    expect([session.spent.confirmed, await logins('plainuser')]).toEqual([1, 1]);
  });

  it('is repeated with a small body, but a streamed one is never sent twice', async () => {
    const { api, session, fault, requests } = await setGatewayStage();
    session.optIn();
    await fault('updateUser', 'expireSessions', 1);
    const headers = { 'Content-Type': 'application/json' };
    const update = { method: 'PUT', headers, body: '{"bio":"repeated"}' };
    expect(await (await fetch(`${api}/users/${session.account.userId}`, update)).json()).toMatchObject({ bio: 'repeated' });
    await fault('uploadImage', 'expireSessions', 1);
    const body = new FormData();
    body.set('file', new Blob(['x'.repeat(100_000)]), 'me.png');
    const upload = await fetch(`${api}/file/image`, { method: 'POST', body });
    expect([upload.status, upload.headers.get('retry-after'), upload.headers.get('x-gateway-reason')]).toEqual([503, '1', 'renewed']);
    expect((await requests()).filter((operation) => operation === 'uploadImage')).toHaveLength(1);
    expect((await fetch(`${api}/file/image`, { method: 'POST', body })).status).toBe(200);
  });

  it('makes nobody wait for a renewal that takes long, and the next request has the new session', async () => {
    const { api, session, fault } = await setGatewayStage();
    session.optIn();
    await fault('getFriends', 'expireSessions', 1);
    await fault('getCurrentUser', 'slow:8000', 1);
    const response = await fetch(`${api}/auth/user/friends`);
    expect([response.status, response.headers.get('x-gateway-reason')]).toEqual([503, 'renewing']);
    expect(session.cookies()).toBeUndefined();
    await expect.poll(async () => (await fetch(`${api}/auth/user/friends`)).status).toBe(200);
    expect(session.spent.renewed).toBe(1);
  });
});

describe('a 401 of the program’s own', () => {
  it('is passed on, and spends no login, even in a loop', async () => {
    const { api, session, fault, logins } = await setGatewayStage();
    session.optIn();
    await fault('getProfile', 'status:401');
    for (let sent = 0; sent < 10; sent += 1) {
      const response = await fetch(`${api}/profile/usr_1`);
      expect([response.status, await messageOf(response)]).toEqual([401, 'Fault 401']);
    }
    expect([session.spent, await logins('plainuser')]).toEqual([{ confirmed: 1, renewed: 0 }, 1]);
  });

  it('is not taken for one while VRChat cannot be asked', async () => {
    const { api, fault } = await setGatewayStage();
    await fault('getProfile', 'status:401');
    await fault('verifyAuthToken', 'status:500');
    const response = await fetch(`${api}/profile/usr_1`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
  });
});

describe('a pause that VRChat asks for', () => {
  it('holds for every program at once, and is passed on with its length', async () => {
    const { api, addGrant, gateway, fault, requests } = await setGatewayStage();
    await fault('getFriends', 'rateLimit:60', 1);
    const first = await fetch(`${api}/auth/user/friends`);
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '60']);
    const before = (await requests()).length;
    const other = addGrant();
    const bases = Array.from({ length: 50 }, (_, index) =>
      index % 2 === 0 ? api : `http://127.0.0.1:${gateway.port}/${other.key.reveal()}/api/1`,
    );
    const responses = await Promise.all(bases.map((base) => fetch(`${base}/auth/user`)));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([503]));
    expect(Number(responses[0]?.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(await requests()).toHaveLength(before);
  });

  it('of a second is waited for', async () => {
    const { api, fault } = await setGatewayStage();
    await fault('getFriends', 'rateLimit:1', 1);
    await fetch(`${api}/auth/user/friends`);
    expect((await fetch(`${api}/auth/user/friends`)).status).toBe(200);
  });
});

describe('many requests at once', () => {
  it('are sent 20 at a time, and wait no longer than two seconds for a place', async () => {
    const { api, fault, state, grant, revoke } = await setGatewayStage();
    await fault('getFriends', 'timeout', 20);
    const hanging = Promise.allSettled(Array.from({ length: 20 }, () => fetch(`${api}/auth/user/friends`)));
    const sent = async () => (await state()).requests.filter(({ operation }) => operation === 'getFriends').length;
    await expect.poll(sent).toBe(20);
    const others = await Promise.all(Array.from({ length: 60 }, () => fetch(`${api}/auth/user/friends`)));
    expect(new Set(others.map((response) => response.headers.get('x-gateway-reason')))).toEqual(new Set(['busy']));
    expect(await sent()).toBe(20);
    revoke(grant);
    expect((await hanging).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 'rejected'));
  });

  it('stand in line in order, 40 at most', async () => {
    const line = createRequestLine(20, 40);
    const entries = Array.from({ length: 61 }, () => line.enter());
    expect(entries.map((entry) => entry !== undefined)).toEqual([...Array.from({ length: 60 }, () => true), false]);
    const turns: number[] = [];
    entries.forEach((entry, index) => void entry?.turn.then(() => turns.push(index)));
    await Promise.resolve();
    expect(turns).toHaveLength(20);
    entries[21]?.leave();
    entries[3]?.leave();
    entries[7]?.leave();
    await Promise.resolve();
    expect(turns.slice(20)).toEqual([20, 22]);
    expect(line.enter()).toBeDefined();
  });

  it('have two seconds of patience, all in all', async () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const patience = createPatience(patienceMs);
    const first = patience.wait(delay(1500));
    await vi.advanceTimersByTimeAsync(1500);
    await first;
    expect(patience.leftMs()).toBe(500);
    const second = patience.wait(new Promise(() => undefined));
    await vi.advanceTimersByTimeAsync(500);
    expect(await second).toBe('late');
    expect(patience.leftMs()).toBe(0);
  });
});

describe('an outage', () => {
  it.each(['reset', 'truncate', 'html502', 'malformedJson', 'wrongContentType'])('of the kind %s is no 401 and no login', async (kind) => {
    const { api, fault, logins, session } = await setGatewayStage();
    session.optIn();
    await fault('getFriends', kind, 1);
    const status = await fetch(`${api}/auth/user/friends`).then(
      async (response) =>
        await response.text().then(
          () => response.status,
          () => 'broken',
        ),
      () => 'broken',
    );
    expect(status).not.toBe(401);
    expect((await fetch(`${api}/auth/user/friends`)).status).toBe(200);
    expect(await logins('plainuser')).toBe(1);
  });

  it('of the whole service is a 503 with Retry-After', async () => {
    const { api, emulator, gateway } = await setGatewayStage();
    await emulator.close();
    const response = await fetch(`${api}/auth/user`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(gateway.log.of(folder).requests).toMatchObject([{ outcome: 'failed', status: 503 }]);
  });
});

describe('access that ends', () => {
  it('ends at once, with requests that are running', async () => {
    const { api, grant, revoke, fault, requests } = await setGatewayStage();
    await fault('getFriends', 'timeout', 1);
    const running = fetch(`${api}/auth/user/friends`).then(
      () => 'answered',
      () => 'ended',
    );
    await expect.poll(requests).toContain('getFriends');
    revoke(grant);
    expect(await running).toBe('ended');
    const response = await fetch(`${api}/auth/user`);
    expect([response.status, await messageOf(response)]).toEqual([403, expect.stringContaining('not valid, or no longer')]);
  });

  it('counts a program that only keeps its connection no longer', async () => {
    const { api, grant, revoke, gateway } = await setGatewayStage();
    await (await fetch(`${api}/auth/user`)).text();
    expect(gateway.connections(folder)).toBe(1);
    revoke(grant);
    expect(gateway.connections(folder)).toBe(0);
  });

  it('leaves other programs alone', async () => {
    const { grant, addGrant, revoke, gateway } = await setGatewayStage();
    const other = addGrant();
    revoke(grant);
    expect((await fetch(`http://127.0.0.1:${gateway.port}/${other.key.reveal()}/api/1/auth/user`)).status).toBe(200);
  });
});

it('a program that leaves in the middle ends its request to VRChat, too', async () => {
  const { api, fault, requests, gateway } = await setGatewayStage();
  await fault('getFriends', 'timeout', 1);
  const leaving = new AbortController();
  const running = fetch(`${api}/auth/user/friends`, { signal: leaving.signal }).catch(() => 'left');
  await expect.poll(requests).toContain('getFriends');
  leaving.abort();
  expect(await running).toBe('left');
  await expect.poll(() => gateway.log.of(folder).requests).toMatchObject([{ outcome: 'failed' }]);
  await expect.poll(() => gateway.connections()).toBe(0);
});

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
