import type { Locator, Page } from 'playwright-core';
import { exactly } from './exactly.ts';
import { readListRows, type ListRow } from './listRows.ts';

/** The quick pick or input box at the top of a window. Actions wait until it is ready for them. */
export type QuickInput = {
  readonly locator: Locator;
  /** The title without the step, once it is set. */
  title(): Promise<string>;
  /** For example `1/2`; empty if the input has no steps. */
  step(): Promise<string>;
  placeholder(): Promise<string>;
  value(): Promise<string>;
  /** The prompt under the box, shown while the value is valid. */
  prompt(): Promise<string>;
  /** The validation message, if any. */
  validationMessage(): Promise<string | undefined>;
  isPassword(): Promise<boolean>;
  type(text: string): Promise<void>;
  accept(): Promise<void>;
  cancel(): Promise<void>;
  back(): Promise<void>;
  /** Presses a title button, by its tooltip. */
  button(tooltip: string): Promise<void>;
  /** The visible entries, once there are any. */
  items(): Promise<ListRow[]>;
  pick(label: string): Promise<void>;
  /** Waits for an input whose title contains a text. */
  waitForTitle(text: string | RegExp): Promise<void>;
  waitForPlaceholder(text: string | RegExp): Promise<void>;
  /** Waits for a validation message or prompt that contains a text. */
  waitForMessage(text: string | RegExp): Promise<void>;
  waitClosed(): Promise<void>;
};

const step = / ?\((\d+\/\d+)\)$/;

/** The message and the prompt share an element; the box shows which one it is. */
async function message(widget: Locator): Promise<{ text: string; isProblem: boolean }> {
  const box = (await widget.locator('.quick-input-box .monaco-inputbox').getAttribute('class')) ?? '';
  const text = await widget.locator('.quick-input-message').textContent();
  return { text: text?.trim() ?? '', isProblem: /\b(error|warning|info)\b/.test(box) };
}

async function readItems(widget: Locator): Promise<ListRow[]> {
  const rows = widget.locator('.quick-input-list .monaco-list-row');
  await rows.first().waitFor();
  return await readListRows(rows);
}

/** The quick input of a window, open or not. */
export function findQuickInput(page: Page): QuickInput {
  const widget = page.locator('.quick-input-widget');
  const input = widget.locator('.quick-input-box input');
  const title = widget.locator('.quick-input-title');
  const titleText = async (): Promise<string> => (await title.textContent())?.trim() ?? '';
  return {
    locator: widget,
    title: async () => {
      await title.waitFor();
      return (await titleText()).replace(step, '');
    },
    step: async () => step.exec(await titleText())?.[1] ?? '',
    placeholder: async () => (await input.getAttribute('placeholder')) ?? '',
    value: () => input.inputValue(),
    prompt: async () => {
      const { text, isProblem } = await message(widget);
      return isProblem ? '' : text;
    },
    validationMessage: async () => {
      const { text, isProblem } = await message(widget);
      return isProblem ? text : undefined;
    },
    isPassword: async () => (await input.getAttribute('type')) === 'password',
    type: (text) => input.fill(text),
    accept: () => input.press('Enter'),
    cancel: () => input.press('Escape'),
    back: () => widget.locator('.quick-input-titlebar .codicon-quick-input-back').click(),
    button: (tooltip) =>
      widget.locator(`.quick-input-titlebar a[aria-label="${tooltip}"], .quick-input-inline-action-bar a[aria-label="${tooltip}"]`).click(),
    items: () => readItems(widget),
    pick: (label) =>
      widget
        .locator('.quick-input-list .monaco-list-row')
        .filter({ has: page.locator('.label-name', { hasText: exactly(label) }) })
        .first()
        .click(),
    waitForTitle: (text) => title.filter({ hasText: text }).waitFor(),
    waitForPlaceholder: (text) => widget.getByPlaceholder(text).waitFor(),
    waitForMessage: (text) => widget.locator('.quick-input-message').filter({ hasText: text }).waitFor(),
    waitClosed: () => widget.waitFor({ state: 'hidden' }),
  };
}
