import { describe, expect, test } from 'vitest';
import { secret } from '../../../src/vrchat/secret.ts';
import { openClient, openSession, openSignedInSession, serve } from './wire.ts';

const user = { id: 'usr_c1644b5b-3ca4-45b4-97c6-a2a0de70d469', displayName: 'DevUser' };

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])('%i is not followed and sends no cookie', async (status) => {
    const elsewhere = await serve({ body: user });
    const { address, asked } = await serve({ status, headers: { location: `${elsewhere.address}/auth/user` } });
    const result = await openClient(address).client.getCurrentUser(openSignedInSession(address));
    expect(result).toEqual({ ok: false, error: { kind: 'unexpectedResponse', field: 'redirect' } });
    expect([asked.length, elsewhere.asked.length]).toEqual([1, 0]);
  });

  const outcomes = (location: string, address: string): unknown => location.replace('ORIGIN', new URL(address).origin);
  test.each([
    ['https://vrchat.com/home/succeedverifyloginplace', { ok: true, value: { confirmed: true } }],
    ['https://vrchat.com/home/failedverifyloginplace', { ok: true, value: { confirmed: false } }],
    ['/home/succeedverifyloginplace', { ok: true, value: { confirmed: true } }],
    ['ORIGIN/home/failedverifyloginplace', { ok: true, value: { confirmed: false } }],
    ['https://vrchat.com/home/unverified', { ok: true, value: { confirmed: false } }],
    ['https://vrchat.com/home/login', { ok: false, error: { kind: 'unexpectedResponse', field: 'location' } }],
    [
      'https://vrchat.com.example.org/home/succeedverifyloginplace',
      { ok: false, error: { kind: 'unexpectedResponse', field: 'location' } },
    ],
    [
      'https://vrchat.com@example.org/home/succeedverifyloginplace',
      { ok: false, error: { kind: 'unexpectedResponse', field: 'location' } },
    ],
    ['http://vrchat.com/home/succeedverifyloginplace', { ok: false, error: { kind: 'unexpectedResponse', field: 'location' } }],
    ['//example.org/home/succeedverifyloginplace', { ok: false, error: { kind: 'unexpectedResponse', field: 'location' } }],
    [
      'https://login.portal.example.org/?then=/home/succeedverifyloginplace',
      { ok: false, error: { kind: 'unexpectedResponse', field: 'location' } },
    ],
    ['https://vrchat.com/?page=succeedverifyloginplace', { ok: false, error: { kind: 'unexpectedResponse', field: 'location' } }],
    ['http://[', { ok: false, error: { kind: 'unexpectedResponse', field: 'location' } }],
  ])('a link from an email that leads to %s', async (location, expected) => {
    const wire = await serve((_request, response) => {
      response.writeHead(302, { location: String(outcomes(location, wire.address)) }).end();
    });
    expect(await openClient(wire.address).client.verifyLoginPlace(openSession(wire.address), { token: secret('dummy') })).toEqual(expected);
    expect(wire.asked).toHaveLength(1);
  });

  test.each([
    [{ status: 302 }, { kind: 'unexpectedResponse', field: 'location' }],
    [
      { status: 200, body: '<html>' },
      { kind: 'unexpectedResponse', field: 'status' },
    ],
    [
      { status: 301, headers: { location: 'https://vrchat.com/home/succeedverifyloginplace' } },
      { kind: 'unexpectedResponse', field: 'status' },
    ],
    [{ status: 500 }, { kind: 'outage', status: 500 }],
  ])('a link from an email that is answered with %j', async (answer, error) => {
    const { address } = await serve(answer);
    expect(await openClient(address).client.verifyLoginPlace(openSession(address), { token: secret('dummy') })).toEqual({
      ok: false,
      error,
    });
  });
});
