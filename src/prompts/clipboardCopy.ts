import * as vscode from 'vscode';
import type { ClipboardPort } from '../accounts/ports.ts';
import { clipboardClearSeconds } from './settings.ts';

/** The clipboard for secrets. There is one per window, so a new copy replaces the timer of the previous one. */
export function createClipboardCopy(): ClipboardPort & { dispose(): void } {
  let pending: { readonly timer: NodeJS.Timeout; readonly text: string } | undefined;

  async function clear(text: string): Promise<void> {
    if ((await vscode.env.clipboard.readText()) === text) await vscode.env.clipboard.writeText('');
  }

  return {
    async copySecret(text: string): Promise<number> {
      clearTimeout(pending?.timer);
      pending = undefined;
      await vscode.env.clipboard.writeText(text);
      const seconds = clipboardClearSeconds();
      if (seconds > 0) {
        const timer = setTimeout(() => {
          pending = undefined;
          void clear(text);
        }, seconds * 1000);
        pending = { timer, text };
      }
      return seconds;
    },

    /** Clears immediately what is due to be cleared later. */
    dispose(): void {
      if (!pending) return;
      clearTimeout(pending.timer);
      void clear(pending.text);
      pending = undefined;
    },
  };
}
