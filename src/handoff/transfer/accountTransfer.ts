import * as vscode from 'vscode';
import { ours } from '../../prompts/windowToken.ts';
import { accountId } from '../../accounts/accountId.ts';
import { findDamage, openExport, sealExport, type ExportProblem } from './accountExport.ts';
import { askPassphrase, minimumLength } from './askPassphrase.ts';
import { chooseSession } from '../session/chooseSession.ts';
import { accountName } from '../../prompts/accountName.ts';
import { privacy } from '../../prompts/settings.ts';
import { environmentId } from '../session/environmentSession.ts';
import { importedOver, readExportedAccount, writeExportedAccount } from './exportedAccount.ts';
import type { HandoffPorts, HandoffTarget } from '../session/handoffPorts.ts';
import { ownerOnly } from '../../prompts/localFile.ts';
import { nameText } from '../../prompts/pathText.ts';
import { obstacleText, openWorkspaceFile } from '../../prompts/workspaceFile.ts';

const { l10n } = vscode;

const extension = 'vrchat-account';

/** The commands that move an account to another machine in an encrypted file. */
export function createAccountTransfer(ports: HandoffPorts) {
  const { store } = ports;
  const filters = { [l10n.t('VRChat account')]: [extension] };

  return {
    async exportAccount(target?: HandoffTarget): Promise<void> {
      const session = await chooseSession(ports, target);
      if (!session) return;
      const record = store.account(session);
      if (!record || session.userId === environmentId) {
        void vscode.window.showInformationMessage(
          l10n.t('The session from the environment isn’t stored. Run “Store Account from Environment” first.'),
        );
        return;
      }
      const name = accountName(ports.sessions.named(session), 60);
      const title = l10n.t('Export {0}', name);
      const first = await askPassphrase(
        {
          title,
          step: { number: 1, of: 2 },
          prompt: l10n.t(
            'Choose a passphrase. Anyone who can open the file can use the account, and without the passphrase it can’t be opened.',
          ),
        },
        (typed) =>
          Promise.resolve(
            typed.length < minimumLength
              ? l10n.t('Use at least {0} characters. Several words are easiest to remember.', minimumLength)
              : undefined,
          ),
      );
      if (first === undefined) return;
      const again = await askPassphrase({ title, step: { number: 2, of: 2 }, prompt: l10n.t('Repeat the passphrase.') }, (typed) =>
        Promise.resolve(typed === first ? undefined : l10n.t('The passphrases don’t match.')),
      );
      if (again === undefined) return;
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      const uri = await vscode.window.showSaveDialog({
        title,
        filters,
        saveLabel: l10n.t('Export'),
        ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `account.${extension}`) }),
      });
      if (!uri) return;
      try {
        const file = await openWorkspaceFile(uri);
        if ('obstacle' in file) {
          void vscode.window.showErrorMessage(obstacleText(file.obstacle, uri));
          return;
        }
        await file.write(await sealExport(writeExportedAccount(record), first), { mode: ownerOnly });
      } catch {
        void vscode.window.showErrorMessage(l10n.t('Couldn’t write {0}.', nameText(uri)));
        return;
      }
      void vscode.window.showInformationMessage(l10n.t('Exported {0} to {1} (encrypted).', name, nameText(uri)));
    },

    async importAccount(): Promise<void> {
      const title = l10n.t('Import Account');
      const [uri] = (await vscode.window.showOpenDialog({ title, filters, openLabel: l10n.t('Import') })) ?? [];
      if (!uri) return;
      const found = await openWorkspaceFile(uri, { onlyRead: true });
      if ('obstacle' in found) {
        void vscode.window.showErrorMessage(obstacleText(found.obstacle, uri));
        return;
      }
      const file = found.content;
      const damage = findDamage(file);
      if (damage) {
        void vscode.window.showErrorMessage(exportProblemText(damage, nameText(uri)));
        return;
      }
      let content = '';
      const passphrase = await askPassphrase({ title, prompt: l10n.t('Passphrase for {0}', nameText(uri)) }, async (typed) => {
        const opened = await openExport(file, typed);
        if ('problem' in opened) return exportProblemText(opened.problem, nameText(uri));
        ({ content } = opened);
        return undefined;
      });
      if (passphrase === undefined) return;
      await keep(content, nameText(uri));
    },
  };

  async function keep(content: string, file: string): Promise<void> {
    const record = readExportedAccount(content, Date.now());
    if (typeof record === 'string') {
      void vscode.window.showErrorMessage(exportProblemText(record, file));
      return;
    }
    const displayName = privacy().hidden ? l10n.t('VRChat account') : record.displayName;
    const name = accountName({ ...accountId(record), displayName }, 60);
    if (store.account(record)) {
      const replace = l10n.t('Replace');
      const choice = await vscode.window.showWarningMessage(
        privacy().hidden ? l10n.t('Replace the stored account?') : l10n.t('Replace the stored account {0}?', name),
        {
          modal: true,
          detail: l10n.t('This account already exists here. Its session will be replaced by the imported one.'),
        },
        replace,
      );
      if (choice !== replace) return;
    }
    try {
      await store.writeAccount(record, (stored) => importedOver(stored, record));
    } catch {
      const help = l10n.t('Help with Keyring');
      const choice = await vscode.window.showErrorMessage(
        l10n.t('VS Code’s secret storage couldn’t save the account. Check that the system keyring is unlocked, then try again.'),
        help,
      );
      if (choice === help) await vscode.commands.executeCommand('vrchatAuth.openKeyringHelp');
      return;
    }
    const verify = l10n.t('Verify Session');
    const choice = await vscode.window.showInformationMessage(
      l10n.t('Imported {0}. The session hasn’t been verified here yet.', name),
      verify,
    );
    if (choice === verify) await vscode.commands.executeCommand('vrchatAuth.verifySession', ours(accountId(record)));
  }
}

function exportProblemText(problem: ExportProblem, file: string): string {
  switch (problem) {
    case 'notAnExport':
      return l10n.t('{0} is not an exported VRChat account.', file);
    case 'newerVersion':
      return l10n.t('{0} was made by a newer version of this extension. Update the extension, then try again.', file);
    case 'truncated':
      return l10n.t('{0} is incomplete. Copy it again.', file);
    case 'altered':
      return l10n.t('{0} is damaged. Copy it again.', file);
    case 'wrongPassphrase':
      return l10n.t('Wrong passphrase.');
  }
}
