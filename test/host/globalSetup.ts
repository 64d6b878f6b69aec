import { ensureBrowser } from './browser.ts';

/** Runs before the first worker starts, so that no two workers install the browser at the same time. */
export default function setup(): void {
  ensureBrowser();
}
