import * as vscode from 'vscode';
import type { ServerAccess } from '../../accounts/serverAccess.ts';
import { hostText } from '../../prompts/serverName.ts';
import { configuredServer } from '../../prompts/settings.ts';
import { defaultServer } from '../../vrchat/server.ts';
import { reportProblem } from '../../prompts/reportProblem.ts';

const { l10n } = vscode;

/**
 * Where a new sign-in goes: to the server in the setting, or to an emulator while one runs. The user is asked if there is a choice.
 *
 * @returns `undefined` if nothing was chosen, or the setting is invalid, which the user has been told
 */
export async function chooseServer({ emulators }: Pick<ServerAccess, 'emulators'>): Promise<string | undefined> {
  const configured = configuredServer();
  const running = emulators().filter((address) => !('server' in configured) || address !== configured.server);
  if (running.length === 0) {
    if ('server' in configured) return configured.server;
    // Not awaited, because a notification can stay open for hours.
    void reportProblem({ kind: 'settings', setting: 'server', reason: configured.problem });
    return undefined;
  }
  const items = [
    ...('server' in configured
      ? [
          {
            label: configured.server === defaultServer ? 'VRChat' : l10n.t('Your own server'),
            iconPath: new vscode.ThemeIcon('globe'),
            server: configured.server,
          },
        ]
      : []),
    ...running.map((server) => ({ label: l10n.t('Local API Emulator'), iconPath: new vscode.ThemeIcon('beaker'), server })),
  ].map((item) => ({ ...item, description: URL.parse(item.server)?.host ?? '' }));
  const choice = await vscode.window.showQuickPick(items, {
    title: l10n.t('Sign in to VRChat'),
    placeHolder: l10n.t('Where do you want to sign in?'),
  });
  return choice?.server;
}

/**
 * Asks before anything is sent to an emulator that is not running: another program may listen at its address.
 *
 * @returns whether something may be sent
 */
export async function confirmServer(access: Pick<ServerAccess, 'isGone' | 'allow'>, server: string): Promise<boolean> {
  if (!access.isGone(server)) return true;
  const start = l10n.t('Start Local API Emulator');
  const anyway = l10n.t('Send Anyway');
  const choice = await vscode.window.showWarningMessage(
    l10n.t('The emulator at {0} isn’t running.', hostText(server)),
    {
      modal: true,
      detail: l10n.t(
        'Another program may be listening at that address by now, and it would receive what is sent. Only go on if you know which program it is.',
      ),
    },
    start,
    anyway,
  );
  if (choice === start) await vscode.commands.executeCommand('vrchatAuth.startEmulator');
  if (choice === anyway) access.allow(server);
  return !access.isGone(server);
}
