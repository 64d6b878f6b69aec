import * as vscode from 'vscode';
import { plainText } from '../../prompts/plainText.ts';
import { programsElsewhere } from './programsElsewhere.ts';

/** As in the manifest, and in the setting `remote.extensionKind`. */
export const extensionId = 'vrchat-auth.vrchat-auth';

/** The kind of remote that this window's programs run on, such as `ssh-remote`; `undefined` if sessions are created there too. */
export function remotePlace(): string | undefined {
  const place = programsElsewhere({
    remoteName: vscode.env.remoteName,
    isBesidePrograms: vscode.extensions.getExtension(extensionId)?.extensionKind === vscode.ExtensionKind.Workspace,
  });
  return place === undefined ? undefined : plainText(place, 40);
}

/** Whose network this extension uses sessions from, for a row; `undefined` if it makes no difference. */
export function networkText(): string | undefined {
  const place = remotePlace();
  return place === undefined ? undefined : vscode.l10n.t('this machine’s, not {0}’s', place);
}
