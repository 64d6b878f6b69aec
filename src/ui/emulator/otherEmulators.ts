import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import type { EmulatorControls } from './emulatorControls.ts';

/** After an attempt that failed, another one is made no sooner. */
const retryMs = 10_000;

/** What an emulator tells those who watch it, with each change. @see src/emulator/watch.ts */
const Snapshot = v.object({
  now: v.number(),
  clockAheadMs: v.number(),
  network: v.string(),
  accounts: v.array(
    v.object({
      username: v.string(),
      displayName: v.string(),
      email: v.string(),
      password: v.string(),
      twoFactor: v.picklist(['totp', 'email', 'none']),
      code: v.exactOptional(v.object({ digits: v.string(), validForMs: v.number() })),
    }),
  ),
  mailbox: v.array(
    v.object({
      id: v.number(),
      to: v.string(),
      subject: v.string(),
      text: v.string(),
      code: v.exactOptional(v.string()),
      link: v.exactOptional(v.string()),
      at: v.string(),
    }),
  ),
  requests: v.array(
    v.object({
      operation: v.nullable(v.string()),
      method: v.string(),
      path: v.string(),
      status: v.nullable(v.number()),
      network: v.string(),
      at: v.string(),
    }),
  ),
  requestCount: v.number(),
  faults: v.array(v.object({ id: v.number(), operation: v.string(), fault: v.string(), times: v.nullable(v.number()) })),
  connections: v.number(),
  operations: v.record(v.string(), v.tuple([v.string(), v.string()])),
  faultForms: v.record(v.string(), v.nullable(v.picklist(['code', 'code?', 'milliseconds?', 'seconds?', 'url?', 'address?']))),
  eventNames: v.array(v.string()),
});
type Snapshot = v.InferOutput<typeof Snapshot>;

const Connections = v.object({ connections: v.number() });

/** An emulator that another window runs. */
interface OtherEmulator {
  readonly controls: EmulatorControls;
  /** Resolves when it no longer answers. */
  readonly ended: Promise<unknown>;
  readonly close: () => void;
}

/**
 * The emulators of other windows, as they are now and with everything that steers them. They tell of each change, so none is asked again and
 * again.
 *
 * @param changed - called when one is found or has ended
 * @param now - milliseconds since the epoch
 */
export function createOtherEmulators(changed: () => void, now: () => number = Date.now) {
  const found = new Map<string, OtherEmulator>();
  const attempts = new Map<string, number>();
  let isDisposed = false;
  const isOver = (): boolean => isDisposed;

  return {
    all: (): readonly EmulatorControls[] => [...found.values()].map(({ controls }) => controls),

    /** Watches an emulator, unless it is watched already or could not be a moment ago. Never rejects. @param address - of its API */
    async connect(address: string): Promise<void> {
      if (isOver() || found.has(address) || (attempts.get(address) ?? -Infinity) > now() - retryMs) return;
      attempts.set(address, now());
      const emulator = await watchEmulator(address).catch(() => undefined);
      if (!emulator) return;
      if (isOver()) {
        emulator.close();
        return;
      }
      found.set(address, emulator);
      changed();
      await emulator.ended;
      found.delete(address);
      attempts.delete(address);
      changed();
    },

    dispose(): void {
      isDisposed = true;
      for (const { close } of found.values()) close();
    },
  };
}

/** @returns `undefined` if something else answers there @throws if nothing does */
async function watchEmulator(address: string): Promise<OtherEmulator | undefined> {
  const { origin } = new URL(address);
  // `fetch` ends an answer that is silent for five minutes.
  const request = get(`${origin}/_emulator/watch`);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  const lines = createInterface({ input: answer });
  // An error ends the answer as well.
  for (const stream of [request, answer, lines]) stream.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => void answer.once('close', resolve));
  const listeners = new Set<() => void>();
  const { promise: told, resolve: tell } = Promise.withResolvers<Snapshot>();
  let newest: Snapshot | undefined;
  let receivedAt = Date.now();
  lines.on('line', (line) => {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Snapshot), line);
    if (!parsed.success) return;
    newest = parsed.output;
    receivedAt = Date.now();
    tell(newest);
    listeners.forEach((listener) => listener());
  });
  const first = await Promise.race([told, ended]);
  if (!first) return undefined;
  const latest = (): Snapshot => newest ?? first;

  const elapsedMs = (): number => Date.now() - receivedAt;
  const send = (method: string, path: string, body?: object): Promise<unknown> => control(origin, method, path, body);

  const controls: EmulatorControls = {
    address,
    onDidChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    now: () => latest().now + elapsedMs(),
    clockAheadMs: () => latest().clockAheadMs,
    network: () => latest().network,
    accounts: () =>
      latest().accounts.map(({ code, ...account }) => {
        const validForMs = (code?.validForMs ?? 0) - elapsedMs();
        return { ...account, code: code && validForMs > 0 ? { ...code, validForMs } : undefined };
      }),
    mailbox: () => latest().mailbox,
    requests: () => latest().requests,
    requestCount: () => latest().requestCount,
    faults: () => latest().faults,
    connections: () => latest().connections,
    operations: first.operations,
    faultForms: first.faultForms,
    eventNames: first.eventNames,
    addFault: (fault) =>
      send('POST', 'faults', fault).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : ''),
      ),
    removeFault: (id) => send('DELETE', `faults/${id}`),
    expireSessions: () => send('DELETE', 'sessions'),
    moveTo: (network) => send('POST', 'network', { name: network }),
    advanceClock: (seconds) => send('POST', 'clock', { advanceSeconds: seconds }),
    sendEvent: async (name) => v.parse(Connections, await send('POST', 'events', { fixture: name })).connections,
    reset: () => send('POST', 'reset'),
  };
  return { controls, ended, close: () => request.destroy() };
}

/** @throws Error with the emulator's own sentence if it refuses, or that it does not answer */
async function control(origin: string, method: string, path: string, body: object | undefined): Promise<unknown> {
  const response = await fetch(`${origin}/_emulator/${path}`, { method, redirect: 'error', ...(body && { body: JSON.stringify(body) }) });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  throw new Error(v.is(v.object({ error: v.string() }), answer) ? answer.error : String(response.status));
}
