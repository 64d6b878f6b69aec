import * as vscode from 'vscode';

/** Shows a notification that something is done. Don't await it: a notification can stay open for hours. */
export function say(message: string): void {
  void vscode.window.showInformationMessage(message);
}
