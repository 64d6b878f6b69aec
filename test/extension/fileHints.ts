import assert from 'node:assert/strict';
import { setup, suite, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { emulator, extensionUnderTest, signInto } from './extensionUnderTest.ts';

const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('vrchatAuth');

/** The texts above the lines of an open file. */
async function hintsIn(document: vscode.TextDocument): Promise<readonly string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
  return lenses.map(({ command }) => command?.title ?? '');
}

export const fileHints = (): void =>
  void suite('An open .env file', () => {
    let document: vscode.TextDocument;

    setup(async () => {
      const { secrets, provider } = await extensionUnderTest();
      for (const key of await secrets.keys()) await secrets.delete(key);
      await emulator().reset();
      await signInto('plainuser', 'plain-user-password');
      const [session] = await provider.getSessions([], {});
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      assert.ok(session && folder);
      const file = vscode.Uri.joinPath(folder.uri, '.env');
      await vscode.workspace.fs.writeFile(file, Buffer.from(`VRCHAT_AUTH_COOKIE=${session.accessToken}\n`));
      document = await vscode.workspace.openTextDocument(file);
    });

    suiteTeardown(async () => {
      const { trust } = await extensionUnderTest();
      trust.isTrusted = true;
      for (const name of ['privacyMode', 'environmentFileHints'])
        await settings().update(name, undefined, vscode.ConfigurationTarget.Global);
      await vscode.workspace.fs.delete(document.uri);
    });

    test('says whose session it holds, and no name in privacy mode', async () => {
      const [whose, ...actions] = await hintsIn(document);
      assert.match(whose ?? '', /Plain User · verified just now/);
      assert.deepEqual(actions, ['Update', 'Remove']);
      await settings().update('privacyMode', true, vscode.ConfigurationTarget.Global);
      const [unnamed] = await hintsIn(document);
      await settings().update('privacyMode', undefined, vscode.ConfigurationTarget.Global);
      assert.match(unnamed ?? '', /Account 1 · verified just now/);
    });

    test('tells other extensions neither whose session it is nor how to act for the user', async () => {
      const before = (await vscode.authentication.getAccounts('vrchat')).length;
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
      const [argument, ...others] = lenses.flatMap(({ command }) => (command?.arguments ?? []) as readonly object[]);
      assert.ok(argument);
      for (const each of [argument, ...others]) assert.deepEqual(Object.keys(each), ['pointer']);
      const { dialogs } = await extensionUnderTest();
      dialogs.shown.length = 0;
      await vscode.commands.executeCommand('vrchatAuth.signOut', argument);
      assert.match(dialogs.shown.join(), /Sign out of Plain User/);
      assert.equal((await vscode.authentication.getAccounts('vrchat')).length, before);
    });

    test('says nothing in Restricted Mode, or with the setting off', async () => {
      const { trust } = await extensionUnderTest();
      trust.isTrusted = false;
      const restricted = await hintsIn(document);
      trust.isTrusted = true;
      assert.deepEqual(restricted, []);
      await settings().update('environmentFileHints', false, vscode.ConfigurationTarget.Global);
      assert.deepEqual(await hintsIn(document), []);
      await settings().update('environmentFileHints', undefined, vscode.ConfigurationTarget.Global);
      assert.equal((await hintsIn(document)).length, 3);
    });
  });
