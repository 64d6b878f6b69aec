import assert from 'node:assert/strict';
import { basename, dirname, join } from 'node:path';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { emulatorControlCommands } from '../../src/ui/commandTable.ts';
import { emulator, extensionUnderTest } from './extensionUnderTest.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> };
  };
}

export const activation = (): void =>
  void suite('activation', () => {
    test('registers exactly the commands that the manifest declares, and those for a running emulator later', async () => {
      const { extension } = await extensionUnderTest();
      const declared = (extension.packageJSON as Manifest).contributes.commands.map(({ command }) => command);
      const registered = (await vscode.commands.getCommands(true)).filter(
        (command) => command.startsWith('vrchatAuth.') && !/\.(?:accounts|requests)\./.test(command),
      );
      const later = Object.keys(emulatorControlCommands).map((name) => `vrchatAuth.${name}`);
      assert.deepEqual(registered.toSorted(), declared.filter((command) => !later.includes(command)).toSorted());
    });

    test('makes no request and loads one file while signed out, even with the view open', async () => {
      const { extension } = await extensionUnderTest();
      await vscode.commands.executeCommand('vrchatAuth.accounts.focus');
      assert.deepEqual(await emulator().requests(), []);
      const folder = join(extension.extensionPath, 'dist');
      const loaded = Object.keys(require.cache)
        .filter((file) => dirname(file) === folder)
        .map((file) => basename(file));
      assert.deepEqual(loaded, ['extension.cjs']);
    });

    test('lets only the user change settings, never a workspace', async () => {
      const { extension } = await extensionUnderTest();
      const { properties } = (extension.packageJSON as Manifest).contributes.configuration;
      for (const [name, { scope }] of Object.entries(properties)) {
        assert.equal(scope, 'application', name);
        await assert.rejects(
          async () => vscode.workspace.getConfiguration().update(name, 'from the workspace', vscode.ConfigurationTarget.Workspace),
          `${name} was taken from the workspace`,
        );
      }
    });
  });
