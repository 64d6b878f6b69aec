import { describe, expect, it } from 'vitest';
import { emulatorControl } from '../emulatorControl.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { useVSCode } from './stage.ts';
import { goToRow, runFromMenu } from './treeKeys.ts';

describe('the local API emulator', () => {
  const stage = useVSCode('newest');

  it('is steered from the Accounts view, with the keyboard alone', async () => {
    const window = await stage.freshWindow({ viewport: { width: 1280, height: 1000 } });
    const { page, quickInput } = window;
    await window.runCommand('VRChat Auth: Start Local API Emulator');
    await window.notifications.waitFor('Local VRChat API running at');
    await window.view().waitForRow('DevUser', /\d{3} \d{3} · until/);
    await window.screenshot('emulator-started-light');
    await goToRow(window, 'DevUser');
    await runFromMenu(window, 'Sign In at the Emulator…');
    await window.view().waitForRow('DevUser · emulator', /valid/);
    await window.screenshot('emulator-signed-in-light');
    console.log(JSON.stringify(await window.view().rows(), undefined, 1));
  });
});
