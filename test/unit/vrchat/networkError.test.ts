import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { readNetworkError } from '../../../src/vrchat/networkError.ts';
import { readFailedResponse } from '../../../src/vrchat/failedResponse.ts';
import { serve } from './wire.ts';

const url = 'https://api.vrchat.cloud/api/1/auth';
const failed = (cause: unknown): Error => new TypeError('fetch failed', { cause });
const coded = (code: string, more: object = {}): Error => Object.assign(new Error('x'), { code, ...more });

it.each([
  ['a SOCKS proxy', failed(Object.assign(new Error('Socks5 Authentication failed'), { name: 'SocksClientError' }))],
  ['a proxy of another protocol', failed(coded('EPROTO'))],
  ['a proxy of another protocol, newer', failed(coded('ERR_SSL_WRONG_VERSION_NUMBER'))],
  ['an address that is none of a proxy', failed(coded('UND_ERR_INVALID_ARG'))],
  ['an address that cannot be read', failed(coded('ERR_INVALID_URL'))],
  [
    'a proxy that wants a password',
    failed(Object.assign(new Error('Proxy response (407) !== 200 when HTTP Tunneling'), { code: 'UND_ERR_ABORTED' })),
  ],
  ['a proxy that is not there', failed(coded('ECONNREFUSED', { address: '127.0.0.1', port: 7890 }))],
  [
    'a proxy that is not there, at two addresses',
    failed(new AggregateError([coded('ECONNREFUSED', { port: 7890 }), coded('ECONNREFUSED', { port: 7890 })])),
  ],
  ['a proxy whose name is wrong', failed(coded('ENOTFOUND', { hostname: 'proxy.invalid' }))],
])('%s is named as the proxy', (_, error) => {
  expect(readNetworkError(error, url).reason).toBe('proxy');
});

it.each([
  ['a refused connection to the server', failed(coded('ECONNREFUSED', { port: 443 })), 'refused'],
  ['an unknown name of the server', failed(coded('ENOTFOUND', { hostname: 'api.vrchat.cloud' })), 'dns'],
  ['a certificate', failed(coded('SELF_SIGNED_CERT_IN_CHAIN')), 'tls'],
  ['a connection that breaks off', failed(coded('ECONNRESET')), 'reset'],
])('%s is not', (_, error, reason) => {
  expect(readNetworkError(error, url).reason).toBe(reason);
});

it('a real refusal at another port is the proxy’s', async () => {
  const { address } = await serve({});
  const { port } = new URL(address);
  const error = await new Promise((resolve) => connect(1, '127.0.0.1').once('error', resolve));
  expect(readNetworkError(failed(error), `http://127.0.0.1:${port}/`).reason).toBe('proxy');
  expect(readNetworkError(failed(error), 'http://127.0.0.1:1/').reason).toBe('refused');
});

it('407 comes from a proxy, as an answer and as what fetch makes of it', async () => {
  const { address } = await serve({ status: 407 });
  const error: unknown = await fetch(address).catch((reason: unknown) => reason);
  expect(readNetworkError(error, address).reason).toBe('proxy');
  expect(readFailedResponse({ status: 407, body: '', isLogin: true, pauseUntil: () => 0 })).toEqual({
    kind: 'unreachable',
    reason: 'proxy',
  });
});
