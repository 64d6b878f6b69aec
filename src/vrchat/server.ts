/** The address of the real service. @see VRChat API specification, `servers` */
export const defaultServer = 'https://api.vrchat.cloud/api/1';

/** Names that belong to no host (RFC 6761, RFC 6762); tough-cookie's jar throws for them. */
const reservedHosts: readonly string[] = ['example', 'local', 'test'];

/** Why a server address was rejected. */
export type ServerProblem = 'notAnAddress' | 'notSecure' | 'hasCredentials';

/**
 * Checks the address of an API server. Credentials are sent to it, so it must be https, or http on this machine.
 *
 * @param address - such as `https://api.vrchat.cloud/api/1` or `http://127.0.0.1:8978/api/1`
 * @returns the address without a trailing slash, or why it was rejected
 */
export function parseServer(address: string): { readonly server: string } | { readonly problem: ServerProblem } {
  const url = URL.parse(address.trim());
  // A dot at its end makes no other host.
  if (url) url.hostname = url.hostname.replace(/\.$/, '');
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.search || url.hash || reservedHosts.includes(url.hostname)) {
    return { problem: 'notAnAddress' };
  }
  if (url.username || url.password) return { problem: 'hasCredentials' };
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return { problem: 'notSecure' };
  return { server: `${url.origin}${url.pathname}`.replace(/(?<!\/)\/+$/, '') };
}

/**
 * The address of the WebSocket that VRChat sends events through. The real service has a host of its own for it; any other server is expected
 * to answer at its own host, as the emulator does.
 *
 * @param server - as {@link parseServer} returns it
 * @returns without a slash at the end; the token goes into the query
 * @see https://vrchat.community/websocket
 */
export function pipelineAddress(server: string): string {
  const { host, hostname, protocol } = new URL(server);
  if (/^(?:[\w-]+\.)?vrchat\.(?:cloud|com)$/.test(hostname)) return 'wss://pipeline.vrchat.cloud';
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/pipeline`;
}

/** Whether a URL's host is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

/** Why a User-Agent was rejected. */
export type UserAgentProblem = 'notNameAndVersion' | 'noContact' | 'placeholderContact' | 'notPlainText';

/**
 * Checks a User-Agent against VRChat's rule `applicationName/Version contactInfo`. A missing or placeholder contact gets a 403 and counts
 * against the user.
 *
 * @param userAgent - such as `MyTool/1.2 me@mysite.org`
 * @returns what is wrong with it, or `undefined`
 * @see VRChat Creator Guidelines, "API Usage"
 */
export function userAgentProblem(userAgent: string): UserAgentProblem | undefined {
  if (!/^[\x20-\x7e]*$/.test(userAgent)) return 'notPlainText';
  const [, contact] = /^[^\s/]+(?: [^\s/]+)*\/\S+(.*)$/.exec(userAgent.trim()) ?? [];
  if (contact === undefined) return 'notNameAndVersion';
  if (/@example\.(?:com|org|net)/i.test(userAgent)) return 'placeholderContact';
  return contact.trim() ? undefined : 'noContact';
}
