import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { askText } from '../../src/prompts/askText.ts';

export const inputBox = (): void =>
  void suite('The input box', () => {
    test('stays usable, with the typed text, after an unexpected error', async () => {
      const submitted: string[] = [];
      const box = { isOpen: true };
      const answer = askText({ title: 'Sign in', prompt: 'User name', value: 'DevUser' }, (typed) => {
        submitted.push(typed);
        if (submitted.length === 1) throw new Error('thrown at once');
        return submitted.length === 2 ? Promise.reject(new Error('thrown later')) : Promise.resolve(undefined);
      }).finally(() => (box.isOpen = false));
      // Presses Enter as soon as the box accepts it.
      while (box.isOpen) await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      assert.deepEqual(await answer, { kind: 'accepted', value: 'DevUser' });
      assert.deepEqual(submitted, ['DevUser', 'DevUser', 'DevUser']);
    });
  });
