import type { Call } from './call.ts';
import { errorResponse, userAgentRefused } from './responses.ts';

/** The default User-Agents of HTTP clients and libraries. */
const libraryAgent = new RegExp(
  `^(${[
    'curl',
    'libcurl',
    'wget',
    'node',
    'node-fetch',
    'undici',
    'axios',
    'got',
    'bun',
    'deno',
    'postmanruntime',
    'python-requests',
    'python-urllib',
    'python-httpx',
    'aiohttp',
    'go-http-client',
    'okhttp',
    'java',
    'reqwest',
    'dart',
    'ruby',
  ].join('|')})(/[^ ]*)?$`,
  'i',
);

/** Whether the web firewall accepts this User-Agent. The real check is lax, so only clearly insufficient ones are refused. */
export function isAcceptedUserAgent(userAgent: string | undefined): boolean {
  const given = (userAgent ?? '').trim();
  return given !== '' && !/@example\.com/i.test(given) && !libraryAgent.test(given);
}

/**
 * Runs the checks that apply to every operation.
 *
 * @param openedFromEmail - whether users open this address in a browser, which may send a `Referer`
 * @returns the error response, or `undefined` if the request passes
 */
export function refusedRequest({ context }: Call, openedFromEmail: boolean): Response | undefined {
  if (!isAcceptedUserAgent(context.req.header('User-Agent'))) return userAgentRefused();
  const cameFrom = `${context.req.header('Origin') ?? ''}${context.req.header('Referer') ?? ''}`;
  return cameFrom !== '' && !openedFromEmail ? errorResponse(403, 'Origin and Referer must be empty') : undefined;
}

/** Whether a `Host` header addresses this machine. Any other name may be DNS rebinding: a web page whose own name resolves to loopback. */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host ?? '');
}
