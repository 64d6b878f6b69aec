import * as vscode from 'vscode';

/** Tells the user that the session gateway does not run. */
export function sayNoPort(): void {
  void vscode.window.showErrorMessage(
    vscode.l10n.t('The session gateway couldn’t start: no port is free. Choose another one in the setting “vrchatAuth.gatewayPort”.'),
  );
}
