import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createClipboardCopy } from '../../../src/prompts/clipboardCopy.ts';
import { createMemoryMemento } from '../accounts/memoryMemento.ts';
import { createMemorySecrets } from '../accounts/memorySecrets.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A machine with a clipboard, on which windows open and end. */
function setStage(clearSeconds = 60) {
  const stored = new Map<string, unknown>();
  const secrets = createMemorySecrets();
  const running = new Set<number>();
  let content = '';
  let nextProcess = 1;
  return {
    stored,
    secrets,
    get content() {
      return content;
    },
    set content(text: string) {
      content = text;
    },
    openWindow() {
      const id = nextProcess++;
      running.add(id);
      const clipboard = createClipboardCopy({
        clipboard: {
          readText: () => Promise.resolve(content),
          writeText: (text) => {
            content = text;
            return Promise.resolve();
          },
        },
        memory: createMemoryMemento(stored),
        secrets: secrets.open(),
        clearSeconds: () => clearSeconds,
        now: Date.now,
        process: { id, isRunning: (other) => running.has(other) },
      });
      return {
        ...clipboard,
        end: () => void running.delete(id),
        crash: () => {
          running.delete(id);
          vi.clearAllTimers();
        },
      };
    },
  };
}

it('a secret is cleared when its time is over, if it is still there', async () => {
  const stage = setStage();
  const window = stage.openWindow();
  expect(await window.copySecret('123456')).toBe(60);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(stage.content).toBe('123456');
  await vi.advanceTimersByTimeAsync(1000);
  expect(stage.content).toBe('');
  expect(stage.stored.size).toBe(0);

  await window.copySecret('123456');
  stage.content = 'something else';
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stage.content).toBe('something else');
});

it('a secret that a window left behind is cleared by the next start', async () => {
  const stage = setStage();
  const window = stage.openWindow();
  await window.copySecret('123456');
  window.crash();
  await stage.openWindow().clearLeftover();
  expect(stage.content).toBe('');
  expect(stage.stored.size).toBe(0);
});

it('the next start leaves alone what was copied since', async () => {
  const stage = setStage();
  const window = stage.openWindow();
  await window.copySecret('123456');
  window.crash();
  stage.content = 'something else';
  await stage.openWindow().clearLeftover();
  expect(stage.content).toBe('something else');
});

it('a new window leaves it to the window that copied, while that one runs', async () => {
  const stage = setStage();
  await stage.openWindow().copySecret('123456');
  await stage.openWindow().clearLeftover();
  expect(stage.content).toBe('123456');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stage.content).toBe('');
});

it('a secret is cleared by the next start even if the window before takes a while to end', async () => {
  const stage = setStage();
  const window = stage.openWindow();
  await window.copySecret('123456');
  await stage.openWindow().clearLeftover();
  await vi.advanceTimersByTimeAsync(1000);
  window.end();
  expect(stage.content).toBe('123456');
  await vi.advanceTimersByTimeAsync(5000);
  expect(stage.content).toBe('');
});

it('what is remembered tells nothing of the secret, not even to someone who tries all codes', async () => {
  const stage = setStage();
  await stage.openWindow().copySecret('123456');
  const remembered = JSON.stringify([...stage.stored]);
  for (const encoding of ['hex', 'base64', 'base64url'] as const) {
    expect(remembered).not.toContain(createHash('sha256').update('123456').digest(encoding));
  }
  expect(remembered).not.toContain('123456');
  for (const key of stage.secrets.values.values()) expect(remembered).not.toContain(key);
});

it('works without a keyring, and remembers nothing then', async () => {
  const stage = setStage();
  stage.secrets.refuseWrites(new Error('locked'));
  await stage.openWindow().copySecret('123456');
  expect([stage.content, stage.stored.size]).toEqual(['123456', 0]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stage.content).toBe('');
});

it('remembers nothing if the clipboard is not to be cleared', async () => {
  const stage = setStage(0);
  expect(await stage.openWindow().copySecret('123456')).toBe(0);
  expect([stage.content, stage.stored.size]).toEqual(['123456', 0]);
});
