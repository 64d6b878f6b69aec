import { performance } from 'node:perf_hooks';
import { WebSocket, type RawData } from 'ws';
import { pipelineAddress } from '../vrchat/server.ts';
import type { Secret } from '../vrchat/secret.ts';
import type { GatewayPorts } from './ports.ts';
import type { SentSession, SessionCare } from './sessionCare.ts';

/** How long the connection to VRChat's pipeline may be silent, and how fast it is made anew. */
export interface PipelineTimes {
  /** Between two pings. */
  readonly pingMs: number;
  /** After a ping without any sign of life, the connection counts as dead. */
  readonly stallMs: number;
  /** After so long without an event, the connection is replaced: events have been seen to stop while pings are still answered. */
  readonly silenceMs: number;
  /** Before the first attempt to connect again. It doubles with each that fails, up to `longestRetryMs`. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
}

export const pipelineTimes: PipelineTimes = {
  pingMs: 30_000,
  stallMs: 10_000,
  silenceMs: 15 * 60_000,
  retryMs: 1000,
  longestRetryMs: 60_000,
};

const maxFrameBytes = 1024 * 1024;

/** Called with a frame as it arrived, and the secrets of the session that the connection was made with. */
export type OnFrame = (data: Buffer, isBinary: boolean, secrets: readonly Secret[]) => void;

/**
 * Keeps one connection to VRChat's pipeline open until it is closed here. An open connection says nothing about the session, and a closed one
 * may be due to it, so the session is looked after before each new attempt.
 */
export function openPipeline(
  care: SessionCare,
  { userAgent, connection }: Pick<GatewayPorts, 'userAgent' | 'connection'>,
  onFrame: OnFrame,
  times: PipelineTimes,
): { readonly close: () => void } {
  let socket: WebSocket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let failures = 0;
  let lastToken: string | undefined;

  const isOver = (): boolean => isClosed;

  const connect = async (): Promise<void> => {
    const wasRefused = lastToken;
    lastToken = undefined;
    if (wasRefused !== undefined) await care.explainRefusal(wasRefused, 'pipeline');
    const session = care.pauseMs() > 0 ? undefined : await care.current();
    if (isOver()) return;
    if (!session) {
      retry();
      return;
    }
    const address = new URL(`${pipelineAddress(care.session.account.server)}/?authToken=${encodeURIComponent(session.token)}`);
    watch(
      new WebSocket(address, {
        ...connection?.(new URL(care.session.account.server)),
        headers: { 'User-Agent': userAgent() },
        handshakeTimeout: times.stallMs,
        maxPayload: maxFrameBytes,
        perMessageDeflate: false,
        followRedirects: false,
      }),
      session,
    );
  };

  const retry = (): void => {
    if (isClosed) return;
    const delayMs = Math.min(times.longestRetryMs, times.retryMs * 2 ** failures) * (0.75 + Math.random() / 2);
    failures += 1;
    timer = setTimeout(() => void connect(), Math.max(delayMs, Math.min(care.pauseMs(), times.longestRetryMs)));
  };

  /** Follows a connection until it ends. */
  function watch(current: WebSocket, { token, secrets }: SentSession): void {
    socket = current;
    let lastSign = performance.now();
    let lastEvent = lastSign;
    const sign = (): void => {
      lastSign = performance.now();
    };
    const pings = setInterval(() => {
      const now = performance.now();
      if (now - lastSign > times.pingMs + times.stallMs || now - lastEvent > times.silenceMs) current.terminate();
      else if (current.readyState === WebSocket.OPEN) current.ping();
    }, times.pingMs);
    current.on('pong', sign);
    current.on('message', (data: RawData, isBinary) => {
      sign();
      lastEvent = lastSign;
      const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
      if (isErrorFrame(bytes)) lastToken = token;
      else failures = 0;
      onFrame(bytes, isBinary, secrets);
    });
    current.on('unexpected-response', (_request, response) => {
      if (response.statusCode === 401) lastToken = token;
      if (response.statusCode === 429) care.startPause(429, response.headers['retry-after']);
      current.terminate();
    });
    // A failed connection is closed as well.
    current.on('error', () => undefined);
    current.on('close', () => {
      clearInterval(pings);
      retry();
    });
  }

  void connect();
  return {
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      socket?.terminate();
    },
  };
}

/** Whether a frame reports an error. Such frames repeat the token. */
export function isErrorFrame(bytes: Buffer): boolean {
  const frame = parseFrame(bytes);
  return frame !== undefined && ('err' in frame || 'authToken' in frame);
}

export function parseFrame(bytes: Buffer): object | undefined {
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}
