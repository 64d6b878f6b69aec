import type { AccountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { Liveness } from '../../accounts/livenessCheck.ts';
import type { ClipboardPort } from '../../accounts/ports.ts';
import type { SessionGateway } from '../../gateway/sessionGateway.ts';
import type { FolderGrants } from './folderGrants.ts';
import type { FolderProgram } from './folderProgram.ts';
import type { SessionSource } from './sessionSource.ts';
import type { WrittenFiles } from './writtenFiles.ts';

/** What a command was started on: a row of the tree, if it was. */
export interface HandoffTarget {
  readonly account?: AccountId;
  /** What a program was allowed, if it is a row about that. */
  readonly grantId?: string;
  /** The address of the open file that the command was started in. */
  readonly file?: string;
  /** Whether a surface of this window started the command. */
  readonly isOurs?: boolean;
  /** Whether it is only what is selected in the view. */
  readonly isSelection?: boolean;
}

/** What the commands in this folder need. */
export interface HandoffPorts {
  readonly store: AccountStore;
  readonly sessions: SessionSource;
  readonly grants: FolderGrants;
  readonly files: WrittenFiles;
  /** The User-Agents of the folders' own programs. */
  readonly programs: FolderProgram;
  readonly clipboard: ClipboardPort;
  /** Called when a session is handed to a program of this window. */
  readonly noteRemote: () => void;
  /** Loads the session gateway. It runs once an address is opened. */
  readonly gateway: () => Promise<SessionGateway>;
  /** Whether programs run on the gateway's machine, and not at the other end of a remote window. */
  readonly isBesidePrograms: () => boolean;
  /** Call this before a session is checked: what is wrong with it is then said by the hand-off, and by nothing else at the same time. */
  readonly beginHandoff: (account: AccountId) => Promise<BegunHandoff>;
  /** What talks to VRChat; loaded when first needed. */
  readonly online: () => Promise<OnlineSessions>;
}

/** A hand-off that may have to tell the user that a session is dead. */
export interface BegunHandoff {
  /** Call this before the user is asked. @returns whether a notification says so already */
  readonly tell: () => boolean;
  /** Call this once the user has answered, or there was nothing to tell. */
  readonly end: () => void;
}

/** The part of what talks to VRChat that hand-offs need. */
interface OnlineSessions {
  /** Finds out whether a session is alive. An aborted caller stops waiting. */
  readonly confirmAlive: (account: AccountId, signal?: AbortSignal) => Promise<Liveness>;
  /** Lets the user sign in, to the given account or any. @returns the account that was signed in to; `undefined` if none was */
  readonly signInTo: (account?: AccountId) => Promise<AccountId | undefined>;
  /** Signs in with an existing session, and tells the user what goes wrong. */
  readonly signInWith: (cookies: string, server: string) => Promise<void>;
}
