import * as vscode from 'vscode';
import { isSameAccount } from '../../accounts/accountId.ts';
import type { Grant } from '../../accounts/grants.ts';
import type { Logger } from '../../accounts/ports.ts';
import type { FileProblems, FollowProblem } from '../../prompts/fileProblems.ts';
import { FileChangedError } from '../../prompts/localFile.ts';
import { pathText } from '../../prompts/pathText.ts';
import { openWorkspaceFile, type WorkspaceFile } from '../../prompts/workspaceFile.ts';
import { fingerprint } from '../session/fingerprint.ts';
import type { GrantOf } from '../session/folderGrants.ts';
import { sessionOfGrant } from '../session/grantedAccount.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';
import type { WrittenFile } from '../session/writtenFiles.ts';
import { containsContent, contentState, identifyingValue, putContent, takeContent, type Content, type SessionEdit } from './sessionFile.ts';
import { leftText, removedText } from './writtenContent.ts';

const { l10n } = vscode;

/**
 * Updates the files that a session was written to: files with a grant get the renewed session of the account that the grant names, and no
 * file keeps a session that ended here. A value that was changed by hand is left alone.
 *
 * @param problems - gets the files that could not be brought up to date
 * @returns updates the files; calls during an update lead to one further update
 */
export function createFollowedFiles(ports: HandoffPorts, log: Logger, problems: FileProblems): () => Promise<void> {
  const { files, grants, sessions, store } = ports;
  let running: Promise<void> | undefined;
  let again = false;

  async function runAll(): Promise<void> {
    do {
      again = false;
      if (!vscode.workspace.isTrusted || !store.snapshot().loaded) return;
      for (const file of files.all()) {
        const problem = await update(file)
          // Another window may follow the same file.
          .catch((error: unknown) => (error instanceof FileChangedError ? update(file) : 'notWritten'))
          .catch((): FollowProblem => 'notWritten');
        if (problem !== undefined) log.warn('a file with a session could not be updated', { problem });
        problems.set(file.uri, problem);
      }
      problems.keepOnly(files.all().map(({ uri }) => uri));
    } while (hasBeenCalledAgain());
  }

  const hasBeenCalledAgain = (): boolean => again;

  /** What ends is only what is known to have ended. A session that cannot be seen at the moment may be back in the next one. */
  async function update(file: WrittenFile): Promise<FollowProblem | undefined> {
    if (file.carries === 'gateway') return updateAddress(file);
    const session = sessionOfGrant(sessions, file.account);
    if (session) return renew(file, { carries: 'cookies', session });
    return sessions.hasEnded(file.account, file.fingerprint) && !isStillStored(file) ? end(file) : undefined;
  }

  /** An address ends with its grant, and not while the gateway is handed from one window to another. */
  async function updateAddress(file: WrittenFile): Promise<FollowProblem | undefined> {
    if (!grants.exists((grant) => isOf(file, grant))) return end(file);
    const grant = grantFor(file);
    const addresses = grant && (await ports.gateway()).of(grant.id);
    return addresses && renew(file, { carries: 'gateway', addresses });
  }

  /** The session from the environment may have been stored as an account in the meantime. It is alive, and what is written stays. */
  const isStillStored = (file: WrittenFile): boolean =>
    sessions.usable().some(({ auth }) => fingerprint(auth.value.reveal()) === file.fingerprint);

  const isOf = ({ uri, account, carries }: WrittenFile, { way, account: granted }: Grant): boolean =>
    way.kind === 'environmentFile' && way.uri === uri && way.carries === carries && isSameAccount(granted, account);
  const grantFor = (file: WrittenFile): GrantOf<'environmentFile'> | undefined =>
    grants.here('environmentFile').find((grant) => isOf(file, grant));

  async function forget(file: WrittenFile): Promise<void> {
    await files.remove(file.uri);
    const grant = grantFor(file);
    if (grant) await grants.revoke(grant.id);
  }

  async function renew(written: WrittenFile, content: Content): Promise<FollowProblem | undefined> {
    const current = fingerprint(identifyingValue(content, written.names));
    const grant = grantFor(written);
    if (!grant?.way.follows || written.fingerprint === current) return undefined;
    const file = await openWorkspaceFile(vscode.Uri.parse(written.uri, true));
    if ('obstacle' in file) return file.obstacle;
    const state = contentState(file.content, written, current);
    if (state === 'changed') {
      await forget(written);
      return undefined;
    }
    const problem =
      state === 'asWritten'
        ? await edit(file, (present) =>
            putContent(present, {
              content,
              names: written.names,
              userAgent: grant.userAgent,
              path: file.uri.path,
              earlierServer: written.account.server,
            }),
          )
        : undefined;
    if (problem !== undefined) return problem;
    await files.set({ ...written, fingerprint: current });
    log.info('a file with a session was updated');
    return undefined;
  }

  async function end(written: WrittenFile): Promise<FollowProblem | undefined> {
    const uri = vscode.Uri.parse(written.uri, true);
    const file = await openWorkspaceFile(uri);
    const { follows } = written;
    if ('obstacle' in file && follows) return file.obstacle;
    if ('obstacle' in file || !containsContent(file.content, written)) {
      await forget(written);
      return undefined;
    }
    if (follows) {
      const problem = await take(file, uri, written);
      if (problem === undefined) await forget(written);
      return problem;
    }
    await forget(written);
    const remove = l10n.t('Remove It');
    void vscode.window
      .showWarningMessage(leftText(written.carries, pathText(uri)), remove)
      .then((choice) => (choice === remove ? takeLater(uri, written) : undefined));
    return undefined;
  }

  async function take(file: WorkspaceFile, uri: vscode.Uri, { names, carries, account }: WrittenFile): Promise<FollowProblem | undefined> {
    const problem = await edit(file, (content) => takeContent(content, names, account.server));
    if (problem === undefined) vscode.window.setStatusBarMessage(`$(check) ${removedText(carries, pathText(uri))}`, 5000);
    return problem;
  }

  /** The notification may have been open for hours. */
  async function takeLater(uri: vscode.Uri, written: WrittenFile): Promise<void> {
    const file = await openWorkspaceFile(uri);
    const problem = 'obstacle' in file ? file.obstacle : await take(file, uri, written).catch(() => 'notWritten');
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
