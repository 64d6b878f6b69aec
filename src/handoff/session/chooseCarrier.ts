import * as vscode from 'vscode';
import type { Carried } from '../../accounts/grants.ts';
import { environmentId } from './environmentSession.ts';
import type { HandoffPorts } from './handoffPorts.ts';
import type { HandoffSession } from './handoffSession.ts';

const { l10n } = vscode;

/**
 * Asks how programs get to VRChat. Nothing is asked where only cookies can work: the gateway lends the sessions of stored accounts, to programs
 * of its own machine.
 *
 * @returns `undefined` if the user closed the list
 */
export async function chooseCarrier(
  { isBesidePrograms }: Pick<HandoffPorts, 'isBesidePrograms'>,
  title: string,
  { userId }: HandoffSession,
): Promise<Carried | undefined> {
  if (userId === environmentId || !isBesidePrograms()) return 'cookies';
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: l10n.t('Through the session gateway'),
        iconPath: new vscode.ThemeIcon('broadcast'),
        detail: l10n.t('Programs hold an address and no secret. It works while VS Code is open.'),
        carries: 'gateway' as const,
      },
      {
        label: l10n.t('With the session’s cookies'),
        iconPath: new vscode.ThemeIcon('key'),
        detail: l10n.t('Programs hold the session itself, and can use it after VS Code is closed.'),
        carries: 'cookies' as const,
      },
    ],
    { title, placeHolder: l10n.t('How do programs get to VRChat?') },
  );
  return picked?.carries;
}
