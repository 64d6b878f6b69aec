import * as vscode from 'vscode';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { variableNames } from '../session/handoffSettings.ts';
import type { createFileHints } from './fileHints.ts';

type FileHints = ReturnType<typeof createFileHints>;

/**
 * Shows hints in open `.env` files that name a variable of ours. What makes them is loaded with the first such file. None in Restricted Mode.
 *
 * @param load - loads it
 */
export function createFileHintProvider(store: AccountStore, load: () => Promise<FileHints>): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let hints: FileHints | undefined;
  const refresh = (): void => {
    if (!hints) return;
    if (!isOn()) hints.clear();
    changed.fire();
  };
  return vscode.Disposable.from(
    changed,
    vscode.languages.registerCodeLensProvider(
      { pattern: '**/{.env,.env.*,*.env,.envrc}' },
      {
        onDidChangeCodeLenses: changed.event,
        async provideCodeLenses(document) {
          if (!isOn() || !mentionsOurs(document.getText())) {
            hints?.clear(document.uri);
            return [];
          }
          await store.load();
          hints ??= await load();
          return hints.lenses(document);
        },
      },
    ),
    store.onDidChange(refresh),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => hints?.clear(uri)),
    vscode.workspace.onDidGrantWorkspaceTrust(refresh),
  );
}

function isOn(): boolean {
  return vscode.workspace.isTrusted && vscode.workspace.getConfiguration('vrchatAuth').get('environmentFileHints', true);
}

function mentionsOurs(text: string): boolean {
  return Object.values(variableNames()).some((name: string) => text.includes(name));
}
