import axe from 'axe-core';
import jsQR from 'jsqr';
import { TOTP, URI } from 'otpauth';
import type { FrameLocator, Page } from 'playwright-core';
import { PNG } from 'pngjs';

/** The tab with an authenticator setup or recovery codes. */
export interface TwoFactorTab {
  readonly frame: FrameLocator;
  readonly heading: ReturnType<FrameLocator['locator']>;
  /** The content of the QR code, as an authenticator app reads it. */
  scan(): Promise<string>;
  /** The key shown next to the QR code. */
  key(): Promise<string>;
  press(button: string): Promise<void>;
  /** Types a code over the wrong one, which is selected. */
  typeCode(code: string): Promise<void>;
  problem(text: string): Promise<void>;
  status(text: string): Promise<void>;
  /** The text of the focused element: a button's text, or a field's label. */
  focus(): Promise<string>;
  /** The accessibility violations of the page. */
  barriers(): Promise<string[]>;
  /** The codes that are shown, used ones in parentheses. */
  codes(): Promise<string[]>;
}

/** The tab, open or not. */
export function findTwoFactorTab(page: Page): TwoFactorTab {
  const frame = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  const input = frame.locator('input');
  return {
    frame,
    heading: frame.locator('h1'),
    scan: async () => {
      const source = (await frame.locator('img.picture').getAttribute('src')) ?? '';
      const { width, height, data } = PNG.sync.read(Buffer.from(source.slice(source.indexOf(',') + 1), 'base64'));
      return jsQR.default(Uint8ClampedArray.from(data), width, height)?.data ?? '';
    },
    key: async () => (await frame.locator('#key').innerText()).replaceAll(' ', ''),
    press: (button) => frame.getByRole('button', { name: button, exact: true }).click(),
    typeCode: async (code) => {
      if ((await input.and(frame.locator(':focus')).count()) === 0) await input.click();
      await page.keyboard.type(code);
      await page.keyboard.press('Enter');
    },
    problem: (text) => frame.getByRole('alert').filter({ hasText: text }).waitFor(),
    status: (text) => frame.getByRole('status').filter({ hasText: text }).waitFor(),
    focus: async () => {
      const focused = frame.locator(':focus');
      return (await focused.getAttribute('aria-label')) ?? (await focused.innerText());
    },
    barriers: async () => {
      const page = frame.locator('html');
      await page.evaluate(`(() => { ${axe.source} })()`);
      return page.evaluate<string[], unknown>(`axe.run().then(({ violations }) =>
        violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary].join('\\n'))))`);
    },
    codes: async () => {
      await frame.locator('ul.codes').waitFor();
      const [unused, used] = await Promise.all([
        frame.locator('ul.codes > li > code').allInnerTexts(),
        frame.locator('ul.codes > li > s').allInnerTexts(),
      ]);
      return [...used.map((code) => `(${code})`), ...unused];
    },
  };
}

/** The code of an authenticator app for the address in a QR code. */
export function codeFrom(address: string): string {
  const parsed = URI.parse(address);
  if (!(parsed instanceof TOTP)) throw new Error('not an address of codes that go by the time');
  return parsed.generate();
}
