import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { MementoPort } from '../accounts/accountMemory.ts';
import type { ClipboardPort, SecretPort } from '../accounts/ports.ts';
import { clipboardDueKey } from './clipboardDue.ts';
import { isObject } from '../accounts/storedShapes.ts';

/** What the clipboard needs. */
export interface ClipboardCopyPorts {
  readonly clipboard: { readText(): PromiseLike<string>; writeText(text: string): PromiseLike<void> };
  /** Shared by all windows; contains no secrets. */
  readonly memory: MementoPort;
  readonly secrets: Pick<SecretPort, 'get' | 'store'>;
  /** Seconds until a copied secret is cleared; 0 for never. */
  readonly clearSeconds: () => number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The process that clears what it copied, as long as it runs. */
  readonly process: { readonly id: number; readonly isRunning: (id: number) => boolean };
}

/** A secret that is due to be cleared. */
interface Due {
  /** Keyed, because the hash of six digits would be as good as the digits. */
  readonly hash: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly process: number;
}

const secretKey = 'clipboard/key';

/** A window that is reloaded may take seconds to end, while the new one has started already. */
const lookAgainMs = 5000;

/**
 * The clipboard for secrets. There is one per window, so a new copy replaces the timer of the previous one. What is due to be cleared is
 * remembered, and cleared by the next start if the window did not live to do it.
 */
export function createClipboardCopy(ports: ClipboardCopyPorts): ClipboardPort & { clearLeftover(): Promise<void>; dispose(): void } {
  const { clipboard, memory, secrets, clearSeconds, now } = ports;
  let leftover: NodeJS.Timeout | undefined;
  let pending: { readonly timer: NodeJS.Timeout; readonly text: string } | undefined;

  async function key(): Promise<string> {
    const stored = await secrets.get(secretKey);
    if (stored !== undefined) return stored;
    const made = randomBytes(32).toString('base64url');
    await secrets.store(secretKey, made);
    return made;
  }

  const hash = async (text: string): Promise<string> =>
    createHmac('sha256', await key())
      .update(text)
      .digest('base64url');

  async function clear(text: string): Promise<void> {
    if ((await clipboard.readText()) === text) await clipboard.writeText('');
    if (readDue(memory.get(clipboardDueKey))?.process === ports.process.id) await memory.update(clipboardDueKey, undefined);
  }

  /** If it cannot be remembered, as without a keyring, the timer is all there is. */
  async function remember(text: string, at: number): Promise<void> {
    await hash(text)
      .then((keyed) => memory.update(clipboardDueKey, { hash: keyed, at, process: ports.process.id } satisfies Due))
      .catch(() => undefined);
  }

  async function clearLeftover(): Promise<void> {
    clearTimeout(leftover);
    const due = readDue(memory.get(clipboardDueKey));
    if (!due || due.process === ports.process.id) return;
    const leftMs = due.at - now();
    if (ports.process.isRunning(due.process) && leftMs > 0) {
      leftover = setTimeout(() => void clearLeftover(), Math.min(lookAgainMs, leftMs));
      return;
    }
    const keyed = Buffer.from(await hash(await clipboard.readText()));
    const expected = Buffer.from(due.hash);
    if (keyed.length === expected.length && timingSafeEqual(keyed, expected)) await clipboard.writeText('');
    await memory.update(clipboardDueKey, undefined);
  }

  return {
    async copySecret(text: string): Promise<number> {
      clearTimeout(pending?.timer);
      pending = undefined;
      const seconds = clearSeconds();
      // First, so that a crash right after the copy is covered.
      if (seconds > 0) await remember(text, now() + seconds * 1000);
      await clipboard.writeText(text);
      if (seconds > 0) {
        const timer = setTimeout(() => {
          pending = undefined;
          void clear(text);
        }, seconds * 1000);
        pending = { timer, text };
      }
      return seconds;
    },

    /** Clears what an earlier window copied and did not clear, if it is still there. A window that still runs does so itself. */
    clearLeftover,

    /** Clears immediately what is due to be cleared later. */
    dispose(): void {
      clearTimeout(leftover);
      if (!pending) return;
      clearTimeout(pending.timer);
      void clear(pending.text);
      pending = undefined;
    },
  };
}

function readDue(value: unknown): Due | undefined {
  if (!isObject(value) || typeof value.hash !== 'string' || typeof value.at !== 'number' || typeof value.process !== 'number')
    return undefined;
  return { hash: value.hash, at: value.at, process: value.process };
}
