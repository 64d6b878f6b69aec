import type { IncomingHttpHeaders, OutgoingHttpHeader } from 'node:http';
import { userAgentProblem } from '../vrchat/server.ts';

/** What a program may say to VRChat. Everything else stays here: cookies, credentials, and whatever a proxy or browser adds. */
const allowed = [
  'accept',
  'accept-language',
  'content-language',
  'content-length',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
] as const;

interface HeaderOptions {
  /** Of the session; `undefined` to send none. */
  readonly cookie: string | undefined;
  /** Of the folder, for a program without one of its own. */
  readonly userAgent: string;
  /** Of the server. */
  readonly host: string;
  /** The answer is needed as a whole: of a part of it, the session could not be taken out. */
  readonly isWhole: boolean;
}

/** The headers of a request as they are sent on. */
export function requestHeaders(
  received: IncomingHttpHeaders,
  { cookie, userAgent, host, isWhole }: HeaderOptions,
): Record<string, OutgoingHttpHeader> {
  const headers: Record<string, OutgoingHttpHeader> = { host };
  for (const name of allowed) {
    const value = received[name];
    const isOfPart = name === 'range' || name === 'if-range';
    if (value !== undefined && !(isOfPart && isWhole)) headers[name] = value;
  }
  // Node would not announce a body of unknown length for DELETE, and the server would take it for the next request.
  if (received['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';
  headers['user-agent'] = namesProgramAndContact(received['user-agent']) ? received['user-agent'] : userAgent;
  // A compressed answer cannot be searched for the session.
  headers['accept-encoding'] = 'identity';
  // VS Code puts an agent of its own in front of Node's, which finds the user's proxy and certificates and then hands a direct connection to
  // Node's agent: `createHttpPatch` and `PacProxyAgent.connect` of @vscode/proxy-agent 0.45, src/index.ts and src/agent.ts. Its own keeps
  // nothing alive (microsoft/vscode#228872), so that Node would close each connection after its answer, unless the request says otherwise
  // (microsoft/vscode#173861). Behind a proxy, each request still has a tunnel of its own (microsoft/vscode#243482).
  // After a body of unknown length, a server must not take what it did not read for the next request.
  headers.connection = received['transfer-encoding'] === undefined ? 'keep-alive' : 'close';
  if (cookie !== undefined) headers.cookie = cookie;
  return headers;
}

/** Whether a User-Agent is the program's own. SDKs send their own name, or a template that nobody has filled in. */
function namesProgramAndContact(userAgent: string | undefined): userAgent is string {
  return (
    userAgent !== undefined &&
    userAgentProblem(userAgent) === undefined &&
    /@|https?:\/\//i.test(userAgent) &&
    !/contact_email|example\.(?:com|org|net)/i.test(userAgent)
  );
}
