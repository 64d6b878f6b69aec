import * as vscode from 'vscode';
import type { ClipboardPort } from '../accounts/ports.ts';
import { clipboardClearSeconds } from './settings.ts';

/** The clipboard for secrets; one for the whole window, so that a copy takes the place of the one before. */
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

    /** Clears at once what was to be cleared later. */
    dispose(): void {
      if (!pending) return;
      clearTimeout(pending.timer);
      void clear(pending.text);
      pending = undefined;
    },
  };
}
