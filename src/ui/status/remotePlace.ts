import * as vscode from 'vscode';
import { plainText } from '../../prompts/plainText.ts';
import { programsElsewhere, reachThisMachine, type WindowPlace } from './programsElsewhere.ts';

/** As in the manifest, and in the setting `remote.extensionKind`. */
export const extensionId = 'vrchat-auth.vrchat-auth';

const windowPlace = (): WindowPlace => ({
  remoteName: vscode.env.remoteName,
  isBesidePrograms: vscode.extensions.getExtension(extensionId)?.extensionKind === vscode.ExtensionKind.Workspace,
});

/** The kind of remote that this window's programs run on, such as `ssh-remote`; `undefined` if sessions are created there too. */
export function remotePlace(): string | undefined {
  const place = programsElsewhere(windowPlace());
  return place === undefined ? undefined : plainText(place, 40);
}

/** Whether this window's programs run on the extension's machine. */
export const isBesidePrograms = (): boolean => reachThisMachine(windowPlace());

/** Whose network this extension uses sessions from, for a row; `undefined` if it makes no difference. */
export function networkText(): string | undefined {
  const place = remotePlace();
  return place === undefined ? undefined : vscode.l10n.t('this machine’s, not {0}’s', place);
}
