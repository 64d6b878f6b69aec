import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** Closes whatever is open. */
export const closes = ['workbench.action.closeQuickOpen', 'notifications.clearAll'];

/** Closes every box as a user would who wants none of it, until the call is over. Modal dialogs refuse themselves in tests. */
export async function closingBoxes(call: PromiseLike<unknown>, answer = closes): Promise<unknown> {
  let outcome: { readonly value?: unknown } | undefined;
  void call.then(
    (value) => (outcome = { value }),
    () => (outcome = {}),
  );
  // A notification's buttons may be awaited by a command that is over for the user.
  for (let round = 0; round < 200 && !isOver(); round++) {
    for (const command of answer) await vscode.commands.executeCommand(command);
  }
  assert.ok(outcome, 'the command never ended');
  return outcome.value;

  function isOver(): boolean {
    return outcome !== undefined;
  }
}
