import * as vscode from 'vscode';

/** Tells a person that something is done. Not to be waited for: a notification may stay for as long as nobody looks at it. */
export function say(message: string): void {
  void vscode.window.showInformationMessage(message);
}
