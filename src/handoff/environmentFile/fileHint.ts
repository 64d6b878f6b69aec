import { isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import { isDead, type SessionState } from '../../accounts/sessionState.ts';
import { fingerprint } from '../session/fingerprint.ts';
import { isGatewayAddress } from '../session/gatewayVariables.ts';
import type { VariableNames } from '../session/variableNames.ts';
import type { WrittenFile } from '../session/writtenFiles.ts';
import { readAssignments } from './assignments.ts';

/** A stored session, as far as it can be recognized in a file. */
export interface RecognizedSession extends AccountId {
  readonly fingerprint: string;
  readonly state: SessionState;
}

/** What a `.env` file holds of ours, and whether it is of use. */
export interface FileHint {
  /** The line of the value, from 0. */
  readonly line: number;
  /**
   * `current`: a stored session that is not known to be dead. `outdated`: one that was written here and has been replaced since. `unknown`: one that
   * isn't stored here.
   */
  readonly kind: 'current' | 'dead' | 'outdated' | 'unknown' | 'gateway';
  /** Whose session it is, if that is known. */
  readonly account?: AccountId;
}

/**
 * Finds a session, or a gateway's address, in a `.env` file.
 *
 * @param text - the document
 * @param names - of the variables that hold one
 * @param sessions - the stored ones
 * @param written - what was written to this file, if anything was
 */
export function findHint(
  text: string,
  names: VariableNames,
  { sessions, written }: { readonly sessions: readonly RecognizedSession[]; readonly written: WrittenFile | undefined },
): FileHint | undefined {
  const { assignments } = readAssignments(text);
  // Readers take the last of several.
  const find = (name: string | undefined) => assignments.findLast((assignment) => assignment.name === name && assignment.value !== '');
  const lineOf = (start: number): number => text.slice(0, start).split(/\r\n|[\r\n]/).length - 1;
  const cookie = find(names.authCookie);
  if (cookie) {
    const print = fingerprint(cookie.value);
    const line = lineOf(cookie.start);
    const stored = sessions.find((session) => session.fingerprint === print);
    if (stored) return { line, kind: isDead(stored.state) ? 'dead' : 'current', account: stored };
    const isOurs = written?.carries === 'cookies' && written.fingerprint === print;
    const isReplaced = isOurs && sessions.some((session) => isSameAccount(session, written.account));
    if (isReplaced) return { line, kind: 'outdated', account: written.account };
    if (cookie.value.startsWith('authcookie_')) return { line, kind: 'unknown' };
  }
  const address = [find(names.apiUrl), find(names.pipelineUrl)].find((assignment) => assignment && isGatewayAddress(assignment.value));
  if (!address) return undefined;
  const isOurs = written?.carries === 'gateway' && written.fingerprint === fingerprint(address.value);
  return { line: lineOf(address.start), kind: 'gateway', ...(isOurs && { account: written.account }) };
}
