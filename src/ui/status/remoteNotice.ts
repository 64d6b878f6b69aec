import * as vscode from 'vscode';
import { readTexts } from '../../accounts/storedShapes.ts';
import { extensionId, remotePlace } from './remotePlace.ts';

const { l10n } = vscode;

const toldKey = 'toldRemotes';

/**
 * Shows once per remote that its programs run on another machine, from where VRChat may not accept sessions created here, and how to run
 * the extension there.
 *
 * @param memory - stores for all windows that it was shown
 * @returns call it when a session was created or is handed to a program
 */
export function createRemoteNotice(memory: vscode.Memento): () => void {
  async function tell(place: string): Promise<void> {
    const remote = vscode.workspace.workspaceFolders?.[0]?.uri.authority ?? place;
    const told = readTexts(memory.get(toldKey));
    if (told.includes(remote)) return;
    await memory.update(toldKey, [...told, remote]);
    const openSetting = l10n.t('Open Setting');
    const choice = await vscode.window.showInformationMessage(
      l10n.t(
        'This window’s programs run on another machine ({0}), but VRChat only accepts a session from the network where it was created. To sign in from there, add "{1}": ["workspace"] to the setting “remote.extensionKind”.',
        place,
        extensionId,
      ),
      openSetting,
    );
    if (choice === openSetting) await vscode.commands.executeCommand('workbench.action.openSettings', 'remote.extensionKind');
  }
  return () => {
    const place = remotePlace();
    if (place !== undefined) void tell(place);
  };
}
