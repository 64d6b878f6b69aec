import type { Call } from './call.ts';
import { errorResponse, userAgentRefused } from './responses.ts';

/** What HTTP libraries call themselves when nobody told them the application's name. */
const libraryAgent = new RegExp(
  `^(${[
    'curl', 'libcurl', 'wget', 'node', 'node-fetch', 'undici', 'axios', 'got', 'bun', 'deno', 'postmanruntime',
    'python-requests', 'python-urllib', 'python-httpx', 'aiohttp', 'go-http-client', 'okhttp', 'java', 'reqwest', 'dart', 'ruby',
  ].join('|')})(/[^ ]*)?$`,
  'i',
);

/** Whether the web firewall lets this User-Agent through. Its own test is lax, so this one refuses only what is clearly poor. */
function isAcceptedUserAgent(userAgent: string | undefined): boolean {
  const given = (userAgent ?? '').trim();
  return given !== '' && !/@example\.com/i.test(given) && !libraryAgent.test(given);
}

/**
 * The checks that come before any operation.
 *
 * @param openedFromEmail whether the address is one that people open in a browser, which may send a Referer
 */
export function refusedRequest({ context }: Call, openedFromEmail: boolean): Response | undefined {
  if (!isAcceptedUserAgent(context.req.header('User-Agent'))) return userAgentRefused();
  const cameFrom = `${context.req.header('Origin') ?? ''}${context.req.header('Referer') ?? ''}`;
  return cameFrom !== '' && !openedFromEmail ? errorResponse(403, 'Origin and Referer must be empty') : undefined;
}

/** Whether a Host header names this machine itself. Any other name is a web page that had its own name resolved to loopback. */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host ?? '');
}
