import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished, vi } from 'vitest';
import { createVRChatClient, type ClientOptions, type Exchange, type Session, type VRChatClient } from '../../../src/vrchat/client.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { defaultServer } from '../../../src/vrchat/server.ts';
import { createSessionCookies, type StoredCookie } from '../../../src/vrchat/sessionCookies.ts';

export const userAgent = 'VRChatClientTest/1.0 tests@vrchat-auth.org';

const password = 'correct horse battery staple';
export const credentials = { username: 'DevUser', password: secret(password) };

/** A request to the server. */
interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The server's response; a function writes it itself. */
export type Answer =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string | string[]>>; readonly body?: unknown }
  | ((request: IncomingMessage, response: ServerResponse) => void);

export interface Wire {
  readonly address: string;
  readonly asked: Asked[];
}

/** A real HTTP server that sends the given responses in order, then repeats the last one. It closes after the test. */
export async function serve(...answers: readonly Answer[]): Promise<Wire> {
  const { close, ...wire } = await startServer((turn) => answers[Math.min(turn, answers.length - 1)] ?? {});
  onTestFinished(close);
  return wire;
}

/** @param choose - returns the response to the request of this number, counted from 0 */
export async function startServer(choose: (turn: number) => Answer): Promise<Wire & { readonly close: () => Promise<void> }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = choose(asked.length);
      asked.push({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      if (typeof answer === 'function') {
        answer(request, response);
        return;
      }
      const { status = 200, headers = {}, body = {} } = answer;
      response.writeHead(status, headers).end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    address: `http://127.0.0.1:${address.port}/api/1`,
    asked,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export interface TestClient {
  readonly client: VRChatClient;
  readonly exchanges: Exchange[];
}

/** A client that retries immediately unless `options` say otherwise. */
export function openClient(server: string, options: Partial<ClientOptions> = {}): TestClient {
  const exchanges: Exchange[] = [];
  const client = createVRChatClient({ server, userAgent, retryDelayMs: 0, onExchange: (exchange) => exchanges.push(exchange), ...options });
  return { client, exchanges };
}

/** A client with the real retry delays, on a clock that the test controls. The host's `fetch` responds from memory. */
export function openClientInVirtualTime(answer: (method: string | undefined) => Response) {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const sent: { readonly method: string | undefined; readonly at: number }[] = [];
  const fetch: typeof globalThis.fetch = (_url, init) => {
    sent.push({ method: init?.method, at: Date.now() });
    return Promise.resolve(answer(init?.method));
  };
  return { client: createVRChatClient({ server: defaultServer, userAgent, fetch }), session: openSession(defaultServer), sent };
}

export function openSession(server: string, stored: readonly StoredCookie[] = []): Session {
  return { account: 'DevUser', cookies: createSessionCookies(server, stored) };
}

export function cookie(name: string, value: string, more: Partial<StoredCookie> = {}): StoredCookie {
  return { name, value, path: '/', secure: false, ...more };
}

/** A session after signing in. */
export function openSignedInSession(server: string): Session {
  return openSession(server, [cookie('auth', 'authcookie_dummy'), cookie('twoFactorAuth', 'dummy-trust')]);
}

/** An error body in VRChat's form: the message is JSON inside JSON. */
export function errorBody(status: number, message: string, extra: Readonly<Record<string, unknown>> = {}): unknown {
  return { error: { message: JSON.stringify(message), status_code: status, ...extra } };
}
