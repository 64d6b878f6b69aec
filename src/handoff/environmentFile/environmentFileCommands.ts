import * as vscode from 'vscode';
import { isSameAccount } from '../../accounts/accountId.ts';
import { grantId, type Carried, type GrantWay } from '../../accounts/grants.ts';
import { accountText } from '../../prompts/accountText.ts';
import { FileChangedError, ownerOnly } from '../../prompts/localFile.ts';
import { nameText, pathText } from '../../prompts/pathText.ts';
import { sayUnexpected } from '../../prompts/sayUnexpected.ts';
import { accountName } from '../../prompts/accountName.ts';
import { obstacleText, openWorkspaceFile, type WorkspaceFile } from '../../prompts/workspaceFile.ts';
import { sessionFor } from '../session/aliveSession.ts';
import { grantLines } from '../session/askGrant.ts';
import { chooseCarrier } from '../session/chooseCarrier.ts';
import { chooseFolder } from '../session/chooseFolder.ts';
import { chooseNames } from '../session/chooseNames.ts';
import { chooseSession, requireTrust } from '../session/chooseSession.ts';
import { fingerprint } from '../session/fingerprint.ts';
import { programText } from '../session/folderProgram.ts';
import { grantedAccount } from '../session/grantedAccount.ts';
import type { HandoffPorts, HandoffTarget } from '../session/handoffPorts.ts';
import { folderNames, grantedNames, variableNames } from '../session/handoffSettings.ts';
import type { HandoffSession } from '../session/handoffSession.ts';
import { serverVariables } from '../session/sessionVariables.ts';
import type { VariableNames } from '../session/variableNames.ts';
import type { WrittenFile } from '../session/writtenFiles.ts';
import { privacy } from '../../prompts/settings.ts';
import { chooseEnvironmentFile, chooseFileWithSession } from './chooseEnvironmentFile.ts';
import type { EnvironmentEdit } from './environmentFile.ts';
import { editProblemText, gitWarning, summarizeChanges } from './fileSummary.ts';
import { addToGitIgnore, findGitStatus, type GitStatus } from './gitStatus.ts';
import { contentKind, identifyingValue, putContent, takeContent, type SessionEdit } from './sessionFile.ts';
import { sayWritten } from './afterWriting.ts';
import type { Runtime } from './runCommand.ts';
import { openContent, removedText, removeTitle, writeTitle } from './writtenContent.ts';

const { l10n } = vscode;

/** The commands that write a session to a `.env` file and remove it. */
export function createEnvironmentFileCommands(ports: HandoffPorts) {
  const { files, grants } = ports;

  return {
    writeEnvironmentFile: (target?: HandoffTarget): Promise<void> => writeEnvironmentFile(ports, target),

    async removeFromEnvironmentFile(target?: HandoffTarget): Promise<void> {
      if (!(await requireTrust())) return;
      const writtenAs = (file: vscode.Uri): WrittenFile | undefined => files.all().find(({ uri }) => uri === file.toString());
      const namesOf = (file: vscode.Uri): VariableNames => writtenAs(file)?.names ?? variableNames();
      const title = l10n.t('Remove Session from .env');
      const written = files.all().map(({ uri }) => vscode.Uri.parse(uri, true));
      const uri = target?.file === undefined ? await chooseFileWithSession(title, namesOf, written) : vscode.Uri.parse(target.file, true);
      if (uri === undefined) return;
      if (uri === 'none') {
        void vscode.window.showInformationMessage(l10n.t('No .env file in this workspace contains a VRChat session.'));
        return;
      }
      let carries: Carried = 'cookies';
      const names = namesOf(uri);
      const outcome = await editAsking(uri, {
        edit: (content) => {
          carries = contentKind(content, names);
          return takeContent(content, names, writtenAs(uri)?.account.server);
        },
        confirm: async ({ file, edit }) => {
          const remove = l10n.t('Remove');
          const choice = await vscode.window.showWarningMessage(
            removeTitle(carries, pathText(uri)),
            {
              modal: true,
              detail: [...file.warnings, summarizeChanges(edit.changes, isShown(names, writtenAs(uri)?.account.server))].join('\n'),
            },
            remove,
          );
          return choice === remove ? 'write' : undefined;
        },
        isDone: ({ edit }) => edit.changes.every(({ kind }) => kind === 'unchanged'),
      });
      if (outcome === 'left') return;
      await files.remove(uri.toString());
      for (const { id, way } of grants.here('environmentFile')) if (way.uri === uri.toString()) await grants.revoke(id);
      vscode.window.setStatusBarMessage(`$(check) ${removedText(carries, pathText(uri))}`, 5000);
    },
  };
}

/**
 * "Write Session to .env…".
 *
 * @param runtime - of the program that will read the file, if it is known
 */
export async function writeEnvironmentFile(ports: HandoffPorts, target?: HandoffTarget, runtime?: Runtime): Promise<void> {
  const { files, grants, sessions } = ports;
  if (!(await requireTrust())) return;
  const chosen = await chooseSession(ports, target);
  if (!chosen) return;
  const title = l10n.t('Write {0}’s Session to .env', accountName(sessions.named(chosen), 60));
  const uri = target?.file === undefined ? await chooseEnvironmentFile(title) : vscode.Uri.parse(target.file, true);
  if (!uri) return;
  const folder = await chooseFolder(ports, uri);
  if (!folder) return;
  const carries = folder === 'none' ? 'cookies' : await chooseCarrier(ports, title, chosen);
  if (carries === undefined) return;
  const checked = await sessionFor(ports, carries, chosen);
  if (!checked) return;
  const { session, warning } = checked;
  const userAgent = await ports.programs.ask(folder === 'none' ? undefined : folder);
  if (userAgent === undefined) return;
  let names = folder === 'none' ? variableNames() : folderNames(ports, folder, carries);
  const account = grantedAccount(session);
  const earlier = files.all().find((file) => file.uri === uri.toString());
  const earlierServer = earlier?.account.server;
  const known = earlier && isSameAccount(earlier.account, account) ? earlier : undefined;
  const way = {
    kind: 'environmentFile',
    uri: uri.toString(),
    carries,
    names: grantedNames(names),
    // What is in the file is of use only as long as it is kept up to date, unless the user has said otherwise about this file.
    follows: folder !== 'none' && (known?.carries !== carries || known.follows),
  } as const;
  /** With the names as the user may have changed them. */
  const wayNow = () => ({ ...way, names: grantedNames(names) });
  const content = await openContent(ports, { folder, session, way });
  if (content === 'noPort') return;
  const factsNow = (): string[] =>
    folder === 'none' ? windowLines(ports, session, userAgent) : grantLines(ports, { folder, session, way: wayNow(), userAgent });
  const outcome = await editAsking(uri, {
    edit: (file) => putContent(file, { content, names, userAgent, path: uri.path, earlierServer }),
    confirm: async (found) => {
      const answer = await confirmWrite(found, {
        title: writeTitle(way, accountText(sessions.named(session)), pathText(uri)),
        carries,
        facts: [...(warning === undefined ? [] : [warning, '']), ...factsNow(), ...followLine(way)],
        summary: summarizeChanges(found.edit.changes, isShown(names, session.server)),
      });
      if (answer === 'rename') names = (await chooseNames(carries, names)) ?? names;
      return answer;
    },
    isDone: ({ edit, file }) => edit.changes.every(({ kind }) => kind === 'unchanged') && !file.othersCanRead,
    mode: ownerOnly,
  });
  if (outcome === 'left') {
    if (folder !== 'none' && carries === 'gateway')
      await (await ports.gateway()).close(grantId({ folder: folder.uri.toString(), account, way }));
    return;
  }
  const print = fingerprint(identifyingValue(content, names));
  // A file that is as it should be was not asked about, so nothing is allowed by it.
  const follows = outcome === 'written' ? way.follows : (known?.follows ?? false);
  const written = { uri: uri.toString(), account, carries, names, fingerprint: print, follows };
  // A file with a gateway's address and without a grant is emptied, so the grant comes first.
  if (folder !== 'none' && carries === 'gateway' && outcome === 'written')
    await grants.allow({ folder: folder.uri.toString(), account, way: wayNow(), userAgent });
  await files.set(written);
  if (folder !== 'none' && carries === 'cookies' && outcome === 'written')
    await grants.allow({ folder: folder.uri.toString(), account, way: wayNow(), userAgent });
  ports.noteRemote();
  const allowed = { folder: folder === 'none' ? '' : folder.uri.toString(), account, way: wayNow(), userAgent };
  // Not awaited, because a notification can stay open for hours.
  void sayWritten(ports, { uri, folder, file: written, allowed, outcome, runtime }).catch(sayUnexpected);
}

/** That a file with cookies is kept up to date, if it is. With a gateway's address, that goes without saying. */
function followLine({ carries, follows }: GrantWay & { readonly kind: 'environmentFile' }): string[] {
  if (carries === 'gateway' || !follows) return [];
  return [l10n.t('Kept up to date: a renewed session is written as well, and it is removed when you sign out.')];
}

/** What the user is asked about: a file and what would become of it. */
interface Found {
  readonly file: WorkspaceFile;
  readonly edit: EnvironmentEdit;
  readonly git: GitStatus;
  /** Whether the user has been asked, and the file has changed since. */
  readonly isAgain: boolean;
}

/** `rename`: the user has chosen other names of variables, and is asked again. */
type Confirmation = 'write' | 'ignoreAndWrite' | 'rename' | undefined;

interface Editing {
  readonly edit: (content: Buffer) => SessionEdit;
  readonly confirm: (found: Found) => Promise<Confirmation>;
  readonly isDone: (found: Found) => boolean;
  readonly mode?: number;
}

/**
 * Edits a file with the user's consent, which is for the file as it is: if the file changes while the dialog is open, the user is asked again.
 *
 * @returns whether it was written, was right already, or was left unchanged (which the user has been told, or has chosen)
 */
async function editAsking(uri: vscode.Uri, { edit, confirm, isDone, mode }: Editing): Promise<'written' | 'asItWas' | 'left'> {
  let isAgain = false;
  for (;;) {
    const found = await find(uri, edit, isAgain);
    if (!found) return 'left';
    if (isDone(found)) return 'asItWas';
    const answer = await confirm(found);
    if (answer === undefined) return 'left';
    if (answer === 'rename') continue;
    isAgain = true;
    // This comes first, so there is no moment in which Git could pick up the secret.
    const isIgnored = answer === 'ignoreAndWrite' && (await ignore(found));
    if (answer === 'ignoreAndWrite' && !isIgnored) return 'left';
    const now = await find(uri, edit, true);
    if (!now) return 'left';
    const isSame = now.file.identity === found.file.identity && now.file.content.equals(found.file.content);
    if (!isSame || (!isIgnored && now.git.kind !== found.git.kind)) continue;
    try {
      const { othersCanRead } = await now.file.write(now.edit.content, mode === undefined ? {} : { mode });
      if (othersCanRead && mode === ownerOnly) {
        void vscode.window.showWarningMessage(l10n.t('Others can still read {0}: its file system can’t prevent that.', pathText(uri)));
      }
      return 'written';
    } catch (error) {
      if (error instanceof FileChangedError) continue;
      void vscode.window.showErrorMessage(l10n.t('Couldn’t write {0}. It was not changed.', pathText(uri)));
      return 'left';
    }
  }
}

/** Reads a file and what would become of it, or tells the user why it can't be edited. */
async function find(uri: vscode.Uri, edit: Editing['edit'], isAgain: boolean): Promise<Found | undefined> {
  const found = await read(uri, edit);
  if (typeof found !== 'string') return { ...found, git: await gitStatusOf(found.file.uri), isAgain };
  void vscode.window.showErrorMessage(found);
  return undefined;
}

/** @returns why the file can't be edited, as a sentence, if it can't */
async function read(uri: vscode.Uri, edit: Editing['edit']): Promise<Pick<Found, 'file' | 'edit'> | string> {
  const file = await openWorkspaceFile(uri);
  if ('obstacle' in file) return obstacleText(file.obstacle, uri);
  const paths = [uri, file.uri].map((place) => place.toString());
  const isDirty = vscode.workspace.textDocuments.some((document) => document.isDirty && paths.includes(document.uri.toString()));
  if (isDirty) return l10n.t('{0} has unsaved changes. Save them first.', pathText(uri));
  const result = edit(file.content);
  return 'problem' in result ? editProblemText(result, pathText(uri)) : { file, edit: result };
}

async function gitStatusOf(uri: vscode.Uri): Promise<GitStatus> {
  if (uri.scheme !== 'file') return { kind: 'unknown' };
  const workspace = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
  return findGitStatus(uri.fsPath, { environment: process.env, workspace });
}

/** The values that may be shown: where the session belongs, and outside privacy mode the User-Agent, which contains how to reach the user. */
function isShown(names: VariableNames, server: string | undefined): (name: string, value: string) => boolean {
  const ofServer = server === undefined ? [] : serverVariables(server, names).map(([, value]) => value);
  return (name, value) => (name === names.userAgent && !privacy().hidden) || ofServer.includes(value);
}

/** The facts of a write without a grant, in a window without a folder. */
function windowLines({ sessions }: HandoffPorts, session: HandoffSession, userAgent: string): string[] {
  return [l10n.t('Account: {0}', accountText(sessions.named(session))), l10n.t('User-Agent: {0}', programText(userAgent))];
}

interface WriteQuestion {
  readonly title: string;
  readonly carries: Carried;
  /** What is allowed by it: the folder, the account, the way and the program. */
  readonly facts: readonly string[];
  readonly summary: string;
}

async function confirmWrite({ file, git, edit, isAgain }: Found, { title, carries, facts, summary }: WriteQuestion): Promise<Confirmation> {
  const commitWarning = edit.encrypted
    ? l10n.t(
        'This file’s values are encrypted with dotenvx, so that it can be committed. The session would be in clear text: use another file.',
      )
    : gitWarning(git, carries);
  const warnings = [
    ...(isAgain ? [l10n.t('The file has changed since you were asked.')] : []),
    ...(commitWarning === undefined ? [] : [commitWarning]),
    ...file.warnings,
  ];
  const write = warnings.length === 0 ? l10n.t('Write') : l10n.t('Write Anyway');
  const ignoreToo = l10n.t('Write and Add to .gitignore');
  const rename = l10n.t('Change Variables…');
  const canIgnore = git.kind === 'notIgnored' && git.pattern !== undefined && !edit.encrypted;
  const choice = await (warnings.length === 0 ? vscode.window.showInformationMessage : vscode.window.showWarningMessage)(
    title,
    { modal: true, detail: [...warnings, ...(warnings.length === 0 ? [] : ['']), ...facts, '', summary].join('\n') },
    ...(canIgnore ? [ignoreToo, write] : [write]),
    rename,
  );
  if (choice === rename) return 'rename';
  return choice === undefined ? undefined : choice === ignoreToo ? 'ignoreAndWrite' : 'write';
}

/** Has Git ignore a file. @returns whether it does; otherwise the user has been told */
async function ignore({ file, git }: Found): Promise<boolean> {
  if (git.kind !== 'notIgnored' || git.pattern === undefined) return false;
  const { ignoreFile, pattern } = git;
  const name = nameText(vscode.Uri.file(ignoreFile));
  const isAdded = await addToGitIgnore({ ignoreFile, pattern }).catch(() => false);
  if (!isAdded) {
    void vscode.window.showErrorMessage(l10n.t('Couldn’t change {0}, so nothing was written.', name));
    return false;
  }
  if ((await gitStatusOf(file.uri)).kind === 'ignored') return true;
  void vscode.window.showErrorMessage(
    l10n.t('Git still doesn’t ignore {0}: another .gitignore takes it back. Nothing was written.', pathText(file.uri)),
  );
  return false;
}
