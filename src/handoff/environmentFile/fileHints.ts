import * as vscode from 'vscode';
import { accountId } from '../../accounts/accountId.ts';
import { authCookie } from '../../accounts/accountViews.ts';
import { accountName } from '../../prompts/accountName.ts';
import { stateExplanation, stateWord } from '../../prompts/stateText.ts';
import { ago } from '../../prompts/time.ts';
import { pointer } from '../../prompts/windowToken.ts';
import { fingerprint } from '../session/fingerprint.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';
import { variableNames } from '../session/handoffSettings.ts';
import { findHint, type FileHint } from './fileHint.ts';
import { gitWarning } from './fileSummary.ts';
import { findGitStatus } from './gitStatus.ts';

const { l10n } = vscode;

/**
 * What is shown in an open `.env` file that holds a session: whose it is and whether it works, above its line, and a warning if it doesn't, or
 * if Git would commit it. Nothing is asked of VRChat for it.
 */
export function createFileHints({ store, files }: Pick<HandoffPorts, 'store' | 'files'>) {
  const warnings = vscode.languages.createDiagnosticCollection('vrchatAuth');

  function hintIn(document: vscode.TextDocument): FileHint | undefined {
    const sessions = store.records().flatMap((record) => {
      const cookie = authCookie(record);
      return cookie === undefined ? [] : [{ ...accountId(record), state: record.state, fingerprint: fingerprint(cookie) }];
    });
    const written = files.all().find(({ uri }) => uri === document.uri.toString());
    return findHint(document.getText(), variableNames(), { sessions, written });
  }

  /** Git answers later, when the document may have changed. */
  async function warn(document: vscode.TextDocument, hint: FileHint): Promise<void> {
    const { version, uri } = document;
    const range = document.lineAt(hint.line).range;
    const warning = (message: string): vscode.Diagnostic => {
      const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
      diagnostic.source = 'VRChat Auth';
      return diagnostic;
    };
    const view = hint.account && store.view(hint.account);
    const explanation = view && stateExplanation(view.state, view.server);
    const own = hint.kind === 'dead' && explanation !== undefined ? [warning(explanation)] : [];
    const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
    const git = uri.scheme === 'file' ? await findGitStatus(uri.fsPath, { environment: process.env, workspace: folders }) : undefined;
    const isTaken = git?.kind === 'notIgnored' || git?.kind === 'tracked';
    const text = isTaken ? gitWarning(git, hint.kind === 'gateway' ? 'gateway' : 'cookies') : undefined;
    if (!document.isClosed && document.version === version) warnings.set(uri, [...own, ...(text === undefined ? [] : [warning(text)])]);
  }

  return {
    lenses(document: vscode.TextDocument): vscode.CodeLens[] {
      const hint = hintIn(document);
      if (!hint) {
        warnings.delete(document.uri);
        return [];
      }
      void warn(document, hint);
      const { range } = document.lineAt(hint.line);
      // Any extension can ask VS Code for the lenses of a document.
      const lens = (title: string, command: string, account = hint.account): vscode.CodeLens =>
        new vscode.CodeLens(range, {
          title,
          command,
          arguments: [pointer({ ...(account && accountId(account)), file: document.uri.toString() })],
        });
      const title = titleOf(store, hint);
      return [
        hint.account ? lens(title, 'vrchatAuth.verifySession') : new vscode.CodeLens(range, { title, command: '' }),
        ...(hint.account && hint.kind !== 'gateway' ? [lens(l10n.t('Update'), 'vrchatAuth.writeEnvironmentFile')] : []),
        lens(l10n.t('Remove'), 'vrchatAuth.removeFromEnvironmentFile'),
      ];
    },

    /** Forgets what was said about a document. */
    clear: (uri?: vscode.Uri): void => (uri ? warnings.delete(uri) : warnings.clear()),

    dispose: (): void => warnings.dispose(),
  };
}

function titleOf({ view }: Pick<HandoffPorts['store'], 'view'>, { kind, account }: FileHint): string {
  const shown = account && view(account);
  if (!shown)
    return kind === 'gateway'
      ? l10n.t('$(broadcast) VRChat through the session gateway')
      : l10n.t('$(question) A VRChat session that isn’t stored here');
  const name = accountName(shown);
  switch (kind) {
    case 'gateway':
      return l10n.t('$(broadcast) {0} · through the session gateway', name);
    case 'outdated':
      return l10n.t('$(warning) {0} · replaced by a newer session', name);
    case 'dead':
      return `$(error) ${name} · ${stateWord(shown.state, Date.now())}`;
    default: {
      const { state } = shown;
      const word = state.kind === 'valid' ? l10n.t('verified {0}', ago(state.checkedAt, Date.now())) : stateWord(state, Date.now());
      return `$(${state.kind === 'valid' ? 'pass' : 'circle-outline'}) ${name} · ${word}`;
    }
  }
}
