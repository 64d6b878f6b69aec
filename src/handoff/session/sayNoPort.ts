import * as vscode from 'vscode';

const { l10n } = vscode;

/** Tells the user that the session gateway does not run. */
export function sayNoPort(): void {
  const open = l10n.t('Open Settings');
  void vscode.window
    .showErrorMessage(l10n.t('The session gateway couldn’t start: no port is free. Choose another one.'), open)
    .then((choice) => {
      if (choice === open) void vscode.commands.executeCommand('workbench.action.openSettings', 'vrchatAuth.gatewayPort');
    });
}
