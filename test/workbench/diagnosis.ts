import type { WorkbenchWindow } from '../host/workbenchWindow.ts';

/** Runs "Diagnose" and returns the report as the user sees it, rendered. */
export async function readDiagnosis(window: WorkbenchWindow): Promise<string> {
  await window.runCommand('VRChat Auth: Diagnose');
  const page = window.page.locator('iframe.webview.ready').contentFrame().locator('iframe#active-frame').contentFrame();
  await page.getByRole('heading', { name: 'VRChat Auth diagnosis' }).waitFor();
  return await page.locator('body').innerText();
}
