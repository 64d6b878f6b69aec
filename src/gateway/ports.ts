import type { Agent } from 'node:http';
import type { AccountId } from '../accounts/accountId.ts';
import type { StoredPause } from '../vrchat/pauses.ts';
import type { StoredCookie } from '../vrchat/sessionCookies.ts';

/** What the user allowed one folder: to work with one account through the gateway. */
export interface GatewayGrant {
  /** Names the grant in the request log and for limits. Not secret. */
  readonly id: string;
  /** The URI of the folder. */
  readonly folder: string;
  readonly account: AccountId;
  /** Sent for programs whose own User-Agent names no program and contact. */
  readonly userAgent: string;
}

/** What VRChat says about a session: it is alive, it is over, or there was no answer. */
type SessionVerdict = 'alive' | 'dead' | 'unknown';

/** One account's session, as the gateway may use it. */
export interface LentSession {
  readonly account: AccountId;
  /** User name and email, by which a program may try to log in. Compared without case. */
  readonly loginNames: readonly string[];
  /**
   * The cookies to send, as the same array for as long as they do not change; `undefined` while there is no session, or VRChat no longer
   * accepts it.
   */
  readonly cookies: () => readonly StoredCookie[] | undefined;
  /**
   * Stores cookies that an answer has changed.
   *
   * @param before - those the request was sent with; if the account has others by now, the answer is about a session it no longer has
   */
  readonly keepCookies: (cookies: readonly StoredCookie[], before: readonly StoredCookie[]) => void;
  /** The pauses that VRChat has asked programs or the extension for, as the same array for as long as they do not change. By the system's clock. */
  readonly pauses: () => readonly StoredPause[];
  /** Stores pauses with the account, for the extension itself and for other windows. */
  readonly keepPauses: (pauses: readonly StoredPause[]) => void;
  /** Asks VRChat about the session, with one `GET /auth`. Never rejects. */
  readonly confirm: () => Promise<SessionVerdict>;
  /** Signs in again, if the user has opted in and the account's limit allows it. Never rejects. @returns whether there is a session now */
  readonly renew: () => Promise<boolean>;
}

/** How connections to VRChat are made, so that VS Code's proxy and certificates apply. Passed to Node's `http` and `https`. */
export interface ConnectionOptions {
  readonly agent?: Agent;
  readonly ca?: string;
}

export interface GatewayPorts {
  /**
   * Finds the grant that a key belongs to. Keys are compared in constant time (`findByKey`).
   *
   * @param port - the one the gateway listens on; a key is bound to its port
   * @returns `undefined` for a key that is unknown, revoked, for another port, or of a folder in Restricted Mode
   */
  readonly findGrant: (key: string, port: number) => GatewayGrant | undefined;
  /** Called when grants or sessions may have ended. Open connections without a grant are then closed. */
  readonly onDidChange: (listener: () => void) => { dispose(): void };
  readonly session: (account: AccountId) => LentSession | undefined;
  /** The extension's own User-Agent, for the connection to the pipeline, which all programs share. */
  readonly userAgent: () => string;
  readonly connection?: (url: URL) => ConnectionOptions;
}
