import * as vscode from 'vscode';
import { clipboardClearSeconds } from './handoffSettings.ts';

export type ClipboardCopy = ReturnType<typeof createClipboardCopy>;

/** Copies secrets, and takes them off the clipboard again after a while, if nothing else has been copied since. */
export function createClipboardCopy() {
  let pending: { readonly timer: NodeJS.Timeout; readonly text: string } | undefined;

  async function clear(text: string): Promise<void> {
    if ((await vscode.env.clipboard.readText()) === text) await vscode.env.clipboard.writeText('');
  }

  return {
    /** @returns after how many seconds it will be cleared; 0 for never */
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
