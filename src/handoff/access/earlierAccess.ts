import * as vscode from 'vscode';
import type { MementoPort } from '../../accounts/accountMemory.ts';
import { earlierAccessKeys } from '../session/writtenFiles.ts';

const { l10n } = vscode;

/** Ends what an earlier version allowed without naming an account, and tells the user once. */
export async function endEarlierAccess(workspace: MementoPort): Promise<void> {
  for (const key of earlierAccessKeys) await workspace.update(key, undefined);
  void vscode.window.showInformationMessage(
    l10n.t(
      'Access to a VRChat session now names its account. What this workspace was allowed before has ended; allow again what it needs.',
    ),
  );
}
