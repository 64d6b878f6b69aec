import type { AccountStore } from '../../accounts/accountStore.ts';
import type { ProgramUse } from '../../prompts/programUse.ts';
import { fingerprint } from '../session/fingerprint.ts';
import type { FolderGrants, GrantOf } from '../session/folderGrants.ts';
import { sessionOfGrant } from '../session/grantedAccount.ts';
import type { SessionSource } from '../session/sessionSource.ts';
import type { WrittenFiles } from '../session/writtenFiles.ts';
import type { createOpenTerminals } from './openTerminals.ts';

export interface ProgramUsesPorts {
  readonly store: AccountStore;
  readonly sessions: SessionSource;
  readonly grants: FolderGrants;
  readonly files: WrittenFiles;
  readonly terminals: Pick<ReturnType<typeof createOpenTerminals>, 'older'>;
}

/** What has a session in this window's folders, and whether it is the current one. Reads no file and asks no server. */
export function programUses({ store, sessions, grants, files, terminals }: ProgramUsesPorts): readonly ProgramUse[] {
  /** An address stays the same, so only a file with cookies gets outdated. */
  function isOutdated({ account, way }: GrantOf<'environmentFile'>): boolean {
    const written = files.all().find(({ uri }) => uri === way.uri);
    const session = sessionOfGrant(sessions, account);
    if (way.carries !== 'cookies' || !written || !session) return false;
    return written.fingerprint !== fingerprint(session.auth.value.reveal());
  }

  return grants.here().map((grant) => {
    const session = sessionOfGrant(sessions, grant.account);
    const account = session ? sessions.named(session) : store.view(grant.account);
    return {
      grant,
      ...(account && { account }),
      isOutdated: grant.way.kind === 'environmentFile' && isOutdated({ ...grant, way: grant.way }),
      olderTerminals: grant.way.kind === 'terminals' ? terminals.older(grant.folder) : [],
    };
  });
}
