import * as vscode from 'vscode';
import { accountId, isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import type { Logger } from '../../accounts/ports.ts';
import type { FileProblems, FollowProblem } from '../../prompts/fileProblems.ts';
import { pathText } from '../../prompts/pathText.ts';
import { openWorkspaceFile, type WorkspaceFile } from '../../prompts/workspaceFile.ts';
import { fingerprint } from '../session/fingerprint.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';
import type { HandoffSession } from '../session/handoffSession.ts';
import type { FileGrant } from '../session/workspaceGrants.ts';
import { containsSession, putSession, takeSession, type SessionEdit } from './sessionFile.ts';

const { l10n } = vscode;

/**
 * Updates the files that a session was written to: followed files get the renewed session, and no file keeps a session that ended here. A
 * value that was changed by hand is left alone.
 *
 * @param problems - gets the files that could not be brought up to date
 * @returns updates the files; calls during an update lead to one further update
 */
export function createFollowedFiles(ports: HandoffPorts, log: Logger, problems: FileProblems): () => Promise<void> {
  const { grants, sessions, store } = ports;
  let running: Promise<void> | undefined;
  let again = false;

  async function runAll(): Promise<void> {
    do {
      again = false;
      if (!vscode.workspace.isTrusted || !store.snapshot().loaded) return;
      for (const grant of grants.files()) {
        const session = sessions.of(ownerOf(grant)) ?? findSame(grant);
        const problem = await update(grant, session).catch((): FollowProblem => 'notWritten');
        if (problem !== undefined) log.warn('a file with a session could not be updated', { problem });
        problems.set(grant.uri, problem);
      }
      problems.keepOnly(grants.files().map(({ uri }) => uri));
    } while (hasBeenCalledAgain());
  }

  const hasBeenCalledAgain = (): boolean => again;

  /** What ends is only what is known to have ended. A session that cannot be seen at the moment may be back in the next one. */
  async function update(grant: FileGrant, session: HandoffSession | undefined): Promise<FollowProblem | undefined> {
    if (session) return renew(grant, session);
    return sessions.hasEnded(ownerOf(grant), grant.fingerprint) ? end(grant) : undefined;
  }

  /** The first release did not store the server. */
  function ownerOf({ account }: FileGrant): AccountId {
    const [only, ...others] = account.server === '' ? store.records().filter(({ userId }) => userId === account.userId) : [];
    return only && others.length === 0 ? only : account;
  }

  /** The session from the environment may have been stored as an account in the meantime. */
  const findSame = (grant: FileGrant): HandoffSession | undefined =>
    sessions.usable().find(({ auth }) => fingerprint(auth.value.reveal()) === grant.fingerprint);

  async function renew(grant: FileGrant, session: HandoffSession): Promise<FollowProblem | undefined> {
    const account = accountId(session);
    const current = fingerprint(session.auth.value.reveal());
    if (!isSameAccount(account, grant.account)) await grants.setFile({ ...grant, account });
    const userAgent = ports.userAgent();
    if (!grant.follows || grant.fingerprint === current || userAgent === undefined) return undefined;
    const file = await openWorkspaceFile(vscode.Uri.parse(grant.uri, true));
    if ('obstacle' in file) return file.obstacle;
    if (!containsSession(file.content, grant.names, grant.fingerprint)) {
      await grants.removeFile(grant.uri);
      return undefined;
    }
    const problem = await edit(file, (content) => putSession(content, session, grant.names, userAgent));
    if (problem !== undefined) return problem;
    await grants.setFile({ ...grant, account, fingerprint: current });
    log.info('a file with a session was updated');
    return undefined;
  }

  async function end(grant: FileGrant): Promise<FollowProblem | undefined> {
    const file = await openWorkspaceFile(vscode.Uri.parse(grant.uri, true));
    if ('obstacle' in file && grant.follows) return file.obstacle;
    if ('obstacle' in file || !containsSession(file.content, grant.names, grant.fingerprint)) {
      await grants.removeFile(grant.uri);
      return undefined;
    }
    const uri = vscode.Uri.parse(grant.uri, true);
    if (grant.follows) {
      const problem = await take(file, uri, grant);
      if (problem === undefined) await grants.removeFile(grant.uri);
      return problem;
    }
    await grants.removeFile(grant.uri);
    const remove = l10n.t('Remove It');
    void vscode.window
      .showWarningMessage(l10n.t('{0} still contains the VRChat session you removed.', pathText(uri)), remove)
      .then((choice) => (choice === remove ? takeLater(uri, grant) : undefined));
    return undefined;
  }

  async function take(file: WorkspaceFile, uri: vscode.Uri, { names }: FileGrant): Promise<FollowProblem | undefined> {
    const problem = await edit(file, (content) => takeSession(content, names));
    if (problem === undefined) vscode.window.setStatusBarMessage(`$(check) ${l10n.t('Session removed from {0}.', pathText(uri))}`, 5000);
    return problem;
  }

  /** The notification may have been open for hours. */
  async function takeLater(uri: vscode.Uri, grant: FileGrant): Promise<void> {
    const file = await openWorkspaceFile(uri);
    const problem = 'obstacle' in file ? file.obstacle : await take(file, uri, grant).catch(() => 'notWritten');
    if (problem !== undefined) void vscode.window.showErrorMessage(l10n.t('Couldn’t write {0}. It was not changed.', pathText(uri)));
  }

  return () => {
    again = true;
    running ??= runAll().finally(() => (running = undefined));
    return running;
  };
}

/** @throws what {@link WorkspaceFile.write} throws */
async function edit(file: WorkspaceFile, change: (content: Buffer) => SessionEdit): Promise<FollowProblem | undefined> {
  const result = change(file.content);
  if ('problem' in result) return 'notEditable';
  await file.write(result.content);
  return undefined;
}
