import type { Locator, Page } from 'playwright-core';
import { exactly } from './exactly.ts';

/** The modal dialog of a window. */
export type Dialog = {
  readonly locator: Locator;
  /** The message with its detail, once the dialog is open. */
  text(): Promise<string>;
  buttons(): Promise<string[]>;
  press(button: string): Promise<void>;
  waitClosed(): Promise<void>;
};

/** The modal dialog of a window, open or not. */
export function findDialog(page: Page): Dialog {
  const box = page.locator('.monaco-dialog-box');
  const buttons = box.locator('.dialog-buttons .monaco-button');
  return {
    locator: box,
    text: () => box.locator('.dialog-message-container').innerText(),
    buttons: () => buttons.allInnerTexts(),
    press: (button) => buttons.filter({ hasText: exactly(button) }).click(),
    waitClosed: () => box.waitFor({ state: 'hidden' }),
  };
}
