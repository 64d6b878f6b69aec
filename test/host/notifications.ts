import type { Locator, Page } from 'playwright-core';
import { exactly } from './exactly.ts';

/** The notification toasts of a window. */
export type Notifications = {
  /** The texts of the visible toasts. */
  texts(): Promise<string[]>;
  /** The toast that contains a text, visible or not. */
  find(text: string | RegExp): Locator;
  waitFor(text: string | RegExp): Promise<void>;
  buttons(text: string | RegExp): Promise<string[]>;
  press(text: string | RegExp, button: string): Promise<void>;
  /** Closes the toast that contains a text. */
  close(text: string | RegExp): Promise<void>;
};

/** The toasts of a window. */
export function findNotifications(page: Page): Notifications {
  const toasts = page.locator('.notifications-toasts .notification-list-item');
  const find = (text: string | RegExp): Locator => toasts.filter({ hasText: text }).first();
  return {
    texts: () => toasts.locator('.notification-list-item-message').allInnerTexts(),
    find,
    waitFor: (text) => find(text).waitFor(),
    buttons: (text) => find(text).locator('.notification-list-item-buttons-container .monaco-button').allInnerTexts(),
    press: async (text, button) => {
      await find(text).hover();
      await find(text)
        .locator('.notification-list-item-buttons-container .monaco-button', { hasText: exactly(button) })
        .click();
    },
    close: async (text) => {
      await find(text).hover();
      await find(text).locator('.codicon-notifications-clear').click();
      await find(text).waitFor({ state: 'detached' });
    },
  };
}
