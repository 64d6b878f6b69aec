import type { LockPort, SecretPort } from '../../../src/accounts/ports.ts';
import type { VirtualTime } from './virtualTime.ts';

/** As long as VS Code takes to tell other windows what one has stored. */
const spreadMs = 200;
/** As long as a lock is kept for other windows after its release, as `fileLocks.ts` does. */
const settlingMs = 1000;

type Listener = (event: { readonly key: string }) => void;

/**
 * VS Code's secret storage in virtual time: what a window stores, it sees at once, and all others 200 ms later. Without an atomic read and
 * write.
 *
 * @param onSpread - called for each write when it has reached everybody, with the value before
 */
export function createSlowSecrets(
  time: VirtualTime,
  onSpread: (key: string, before: string | undefined, text: string | undefined) => void,
) {
  const values = new Map<string, string>();
  /** `underWay`: how many writes of the window have not reached the others. Until they have, it sees its own. */
  const windows = new Set<{
    readonly seen: Map<string, string>;
    readonly underWay: Map<string, number>;
    readonly listeners: Set<Listener>;
  }>();
  const put = (target: Map<string, string>, key: string, text: string | undefined): void => {
    if (text === undefined) target.delete(key);
    else target.set(key, text);
  };

  return {
    values,

    /**
     * The store as one window sees it.
     *
     * @param latency - of each call, in milliseconds
     * @param isAlive - a window that has crashed gets no answers; what it has sent is stored all the same
     */
    open(latency: number, isAlive: () => boolean): SecretPort {
      const window = { seen: new Map(values), underWay: new Map<string, number>(), listeners: new Set<Listener>() };
      windows.add(window);
      const call = <Value>(work: () => Value): Promise<Value> =>
        new Promise((resolve) => {
          if (!isAlive()) return;
          time.after(latency, () => {
            const value = work();
            if (isAlive()) resolve(value);
          });
        });
      const write = (key: string, text: string | undefined): Promise<void> =>
        call(() => {
          put(window.seen, key, text);
          window.underWay.set(key, (window.underWay.get(key) ?? 0) + 1);
          time.after(spreadMs, () => {
            window.underWay.set(key, (window.underWay.get(key) ?? 1) - 1);
            onSpread(key, values.get(key), text);
            put(values, key, text);
            for (const { seen, underWay, listeners } of windows) {
              if ((underWay.get(key) ?? 0) === 0) put(seen, key, text);
              listeners.forEach((listener) => listener({ key }));
            }
          });
        });
      return {
        get: (key) => call(() => window.seen.get(key)),
        keys: () => call(() => [...window.seen.keys()]),
        store: write,
        delete: (key) => write(key, undefined),
        onDidChange(listener) {
          const heard: Listener = (event) => {
            if (isAlive()) listener(event);
          };
          window.listeners.add(heard);
          return { dispose: () => window.listeners.delete(heard) };
        },
      };
    },
  };
}

/** The locks of one machine in virtual time. A lock ends with its window, and a window that has crashed gets none. */
export function createSlowLocks(time: VirtualTime) {
  const held = new Map<string, { readonly owner: object; isReleased: boolean }>();
  const waiting: (() => void)[] = [];
  const letGo = (name: string): void => {
    held.delete(name);
    waiting.splice(0).forEach((wake) => wake());
  };
  return {
    open: (owner: object, isAlive: () => boolean): LockPort => ({
      async tryAcquire(name) {
        if (!isAlive()) return new Promise(() => undefined);
        const current = held.get(name);
        if (current && !(current.owner === owner && current.isReleased)) return undefined;
        const lock = { owner, isReleased: false };
        held.set(name, lock);
        return () => {
          lock.isReleased = true;
          time.after(settlingMs, () => {
            if (held.get(name) === lock) letGo(name);
          });
          // The same window gets it at once.
          waiting.splice(0).forEach((wake) => wake());
        };
      },
      nextChance: () => new Promise((resolve) => void waiting.push(resolve)),
    }),
    crash(owner: object): void {
      for (const [name, lock] of held) if (lock.owner === owner) letGo(name);
    },
  };
}
