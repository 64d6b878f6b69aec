import assert from 'node:assert/strict';
import { basename, dirname, join } from 'node:path';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { emulatorControlCommands } from '../../src/ui/commandTable.ts';
import { closingBoxes } from './closingBoxes.ts';
import { emulator, extensionUnderTest, takeShown } from './extensionUnderTest.ts';

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

    test('reads a setting of the wrong type as none', async () => {
      const settings = vscode.workspace.getConfiguration('vrchatAuth');
      const { properties } = ((await extensionUnderTest()).extension.packageJSON as Manifest).contributes.configuration;
      const names = Object.keys(properties).map((name) => name.replace('vrchatAuth.', ''));
      const before = names.map((name) => settings.inspect(name)?.globalValue);
      for (const wrong of [null, 42]) {
        for (const name of names) await settings.update(name, wrong, vscode.ConfigurationTarget.Global);
        await takeShown();
        await closingBoxes(vscode.commands.executeCommand('vrchatAuth.signIn'));
        assert.deepEqual(await takeShown(), ['box'], JSON.stringify(wrong));
      }
      for (const [index, name] of names.entries()) await settings.update(name, before[index], vscode.ConfigurationTarget.Global);
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
