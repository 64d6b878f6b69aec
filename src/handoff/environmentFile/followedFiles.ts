import * as vscode from 'vscode';
import type { Logger } from '../../accounts/ports.ts';
import { fingerprint } from '../session/fingerprint.ts';
import type { HandoffSession } from '../session/handoffSession.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';
import { containsSession, putSession, takeSession } from './sessionFile.ts';
import { readWorkspaceFile, writeWorkspaceFile } from './workspaceFile.ts';
import type { FileGrant } from '../session/workspaceGrants.ts';

const { l10n } = vscode;

/**
 * Updates the files that a session was written to: followed files get the renewed session, and no file keeps a session that ended here. A
 * value that was changed by hand is left alone.
 *
 * @returns updates the files; calls during an update lead to one further update
 */
export function createFollowedFiles(ports: HandoffPorts, log: Logger): () => Promise<void> {
  const { grants, sessions, store } = ports;
  let running: Promise<void> | undefined;
  let again = false;

  async function runAll(): Promise<void> {
    do {
      again = false;
      if (!vscode.workspace.isTrusted || !store.snapshot().loaded) return;
      for (const grant of grants.files()) {
        try {
          const session = sessions.of(grant.userId) ?? findSame(grant);
          if (session) await renew(grant, session);
          else await end(grant);
        } catch {
          log.warn('a file with a session could not be updated');
        }
      }
    } while (hasBeenCalledAgain());
  }

  const hasBeenCalledAgain = (): boolean => again;

  /** The session from the environment may have been stored as an account in the meantime. */
  const findSame = (grant: FileGrant): HandoffSession | undefined =>
    sessions.usable().find(({ auth }) => fingerprint(auth.value.reveal()) === grant.fingerprint);

  async function renew(grant: FileGrant, session: HandoffSession): Promise<void> {
    const { userId } = session;
    const current = fingerprint(session.auth.value.reveal());
    if (grant.userId !== userId) await grants.setFile({ ...grant, userId });
    const userAgent = ports.userAgent();
    if (!grant.follows || grant.fingerprint === current || userAgent === undefined) return;
    const uri = vscode.Uri.parse(grant.uri, true);
    const content = await readWorkspaceFile(uri);
    if (!containsSession(content, grant.names, grant.fingerprint)) return grants.removeFile(grant.uri);
    const edit = putSession(content, session, grant.names, userAgent);
    if ('problem' in edit) return;
    await writeWorkspaceFile(uri, edit.content);
    await grants.setFile({ ...grant, userId, fingerprint: current });
    log.info('a file with a session was updated');
  }

  async function end(grant: FileGrant): Promise<void> {
    await grants.removeFile(grant.uri);
    const uri = vscode.Uri.parse(grant.uri, true);
    if (!containsSession(await readWorkspaceFile(uri), grant.names, grant.fingerprint)) return;
    const file = vscode.workspace.asRelativePath(uri, false);
    if (grant.follows) return take(uri, file, grant);
    const remove = l10n.t('Remove It');
    void vscode.window
      .showWarningMessage(l10n.t('{0} still contains the VRChat session you removed.', file), remove)
      .then((choice) => (choice === remove ? take(uri, file, grant) : undefined));
  }

  async function take(uri: vscode.Uri, file: string, { names }: FileGrant): Promise<void> {
    const edit = takeSession(await readWorkspaceFile(uri), names);
    if ('problem' in edit) return;
    await writeWorkspaceFile(uri, edit.content);
    vscode.window.setStatusBarMessage(`$(check) ${l10n.t('Session removed from {0}.', file)}`, 5000);
  }

  return () => {
    again = true;
    running ??= runAll().finally(() => (running = undefined));
    return running;
  };
}
