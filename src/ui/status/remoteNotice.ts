import * as vscode from 'vscode';
import { readTexts } from '../../accounts/storedShapes.ts';
import { extensionId, remotePlace } from './remotePlace.ts';

const { l10n } = vscode;

const toldKey = 'toldRemotes';

/**
 * Says once for each remote that the programs of its windows run elsewhere, from where VRChat may not accept the sessions that are made here,
 * and how the extension can run there as well.
 *
 * @param memory - where it is kept that it was said, for all windows
 * @returns to be called when a session has been made, or is handed to a program
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
        'The programs of this window run elsewhere ({0}), and VRChat accepts a session only from the network it was made on. To sign in from there, add "{1}": ["workspace"] to the setting “remote.extensionKind”.',
        place, extensionId),
      openSetting);
    if (choice === openSetting) await vscode.commands.executeCommand('workbench.action.openSettings', 'remote.extensionKind');
  }
  return () => {
    const place = remotePlace();
    if (place !== undefined) void tell(place);
  };
}
