import { basename } from 'node:path';
import * as vscode from 'vscode';
import { chooseEnvironmentFile, chooseFileWithSession } from './chooseEnvironmentFile.ts';
import { chooseSession, requireTrust } from '../session/chooseSession.ts';
import { plainText } from '../../prompts/plainText.ts';
import { requireUserAgent } from '../session/requireUserAgent.ts';
import { gitWarning, summarizeChanges } from './fileSummary.ts';
import { fingerprint } from '../session/fingerprint.ts';
import { addToGitIgnore, findGitStatus, type GitStatus } from './gitStatus.ts';
import type { HandoffPorts, HandoffTarget } from '../session/handoffPorts.ts';
import { variableNames } from '../session/handoffSettings.ts';
import { putSession, takeSession } from './sessionFile.ts';
import { readWorkspaceFile, writeWorkspaceFile } from './workspaceFile.ts';

const { l10n } = vscode;

/** The commands that write a session to a `.env` file and remove it. */
export function createEnvironmentFileCommands(ports: HandoffPorts) {
  const { grants, sessions } = ports;

  return {
    async writeEnvironmentFile(target?: HandoffTarget): Promise<void> {
      if (!(await requireTrust())) return;
      const session = await chooseSession(ports, target);
      const userAgent = session && requireUserAgent(ports);
      if (!session || userAgent === undefined) return;
      const title = l10n.t('Write {0}’s Session to .env', plainText(sessions.nameOf(session), 60));
      const uri = await chooseEnvironmentFile(title);
      if (!uri) return;
      const names = variableNames();
      const edit = await readAndEdit(uri, (content) => putSession(content, session, names, userAgent));
      if (!edit) return;
      const file = vscode.workspace.asRelativePath(uri, false);
      const isSame = edit.changes.every(({ kind }) => kind === 'unchanged');
      if (!isSame && !(await confirmWrite(uri, file, summarizeChanges(edit.changes, names.userAgent)))) return;
      if (!isSame && !(await write(uri, edit.content))) return;
      const before = grants.files().find((grant) => grant.uri === uri.toString());
      const grant = {
        uri: uri.toString(),
        userId: session.userId,
        names,
        fingerprint: fingerprint(session.auth.value.reveal()),
        follows: before?.follows ?? false,
      };
      await grants.setFile(grant);
      ports.noteRemote();
      await reportWritten(grant.follows, isSame);

      async function reportWritten(follows: boolean, unchanged: boolean): Promise<void> {
        const keep = l10n.t('Keep Up to Date');
        const open = l10n.t('Open File');
        const message = unchanged ? l10n.t('{0} already contains this session.', file) : l10n.t('Session written to {0}.', file);
        const choice = await vscode.window.showInformationMessage(message, ...(follows ? [] : [keep]), open);
        if (choice === keep) await grants.setFile({ ...grant, follows: true });
        else if (choice === open && uri) await vscode.window.showTextDocument(uri);
      }
    },

    async removeFromEnvironmentFile(): Promise<void> {
      if (!(await requireTrust())) return;
      const names = variableNames();
      const title = l10n.t('Remove Session from .env');
      const written = grants.files().map(({ uri }) => vscode.Uri.parse(uri, true));
      const uri = await chooseFileWithSession(title, names, written);
      if (uri === undefined) return;
      if (uri === 'none') {
        void vscode.window.showInformationMessage(l10n.t('No .env file in this workspace contains a VRChat session.'));
        return;
      }
      const edit = await readAndEdit(uri, (content) => takeSession(content, names));
      if (!edit) return;
      const remove = l10n.t('Remove');
      const file = vscode.workspace.asRelativePath(uri, false);
      const choice = await vscode.window.showWarningMessage(
        l10n.t('Remove the VRChat session from {0}?', file),
        { modal: true, detail: summarizeChanges(edit.changes, names.userAgent) },
        remove,
      );
      if (choice !== remove || !(await write(uri, edit.content))) return;
      await grants.removeFile(uri.toString());
      vscode.window.setStatusBarMessage(`$(check) ${l10n.t('Session removed from {0}.', file)}`, 5000);
    },
  };
}

async function confirmWrite(uri: vscode.Uri, file: string, summary: string): Promise<boolean> {
  const status: GitStatus = uri.scheme === 'file' ? await findGitStatus(uri.fsPath) : { kind: 'unknown' };
  const warning = gitWarning(status);
  const writeOnly = warning === undefined ? l10n.t('Write') : l10n.t('Write Anyway');
  const ignoreToo = l10n.t('Write and Add to .gitignore');
  const options = { modal: true, detail: [...(warning === undefined ? [] : [warning, '']), summary].join('\n') };
  const message = l10n.t('Write the VRChat session to {0}?', plainText(file, 120));
  const buttons = status.kind === 'notIgnored' ? [ignoreToo, writeOnly] : [writeOnly];
  const choice = await (warning === undefined ? vscode.window.showInformationMessage : vscode.window.showWarningMessage)(
    message,
    options,
    ...buttons,
  );
  if (choice === ignoreToo && status.kind === 'notIgnored') {
    // This comes first, so there is no moment in which Git could pick up the secret.
    try {
      await addToGitIgnore(status);
    } catch {
      void vscode.window.showErrorMessage(l10n.t('Couldn’t change {0}, so nothing was written.', basename(status.ignoreFile)));
      return false;
    }
  }
  return choice !== undefined;
}

async function readAndEdit(uri: vscode.Uri, edit: (content: Buffer) => ReturnType<typeof putSession>) {
  const name = vscode.workspace.asRelativePath(uri, false);
  const dirty = vscode.workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === uri.toString());
  if (dirty) {
    void vscode.window.showWarningMessage(l10n.t('{0} has unsaved changes. Save them first.', name));
    return undefined;
  }
  try {
    const result = edit(await readWorkspaceFile(uri));
    if (!('problem' in result)) return result;
    void vscode.window.showErrorMessage(
      result.problem === 'notText'
        ? l10n.t('{0} isn’t UTF-8 or ASCII, so it was not changed.', name)
        : l10n.t('The values can’t be written to {0} in a form that every .env reader understands. The file was not changed.', name),
    );
  } catch {
    void vscode.window.showErrorMessage(l10n.t('Couldn’t read {0}.', name));
  }
  return undefined;
}

async function write(uri: vscode.Uri, content: Buffer): Promise<boolean> {
  try {
    await writeWorkspaceFile(uri, content);
    return true;
  } catch {
    void vscode.window.showErrorMessage(l10n.t('Couldn’t write {0}. It was not changed.', vscode.workspace.asRelativePath(uri, false)));
    return false;
  }
}
