import { editEnvironmentFile, readEnvironmentFile, type EnvironmentEdit, type EnvironmentFileProblem } from './environmentFile.ts';
import { fingerprint } from '../session/fingerprint.ts';
import type { HandoffSession } from '../session/handoffSession.ts';
import { sessionVariables, variableNameList } from '../session/sessionVariables.ts';
import type { VariableNames } from '../session/variableNames.ts';

/** Writes a session to a `.env` file and removes values of an earlier session with the same names. */
export function putSession(
  content: Buffer,
  session: HandoffSession,
  names: VariableNames,
  userAgent: string,
): EnvironmentEdit | { readonly problem: EnvironmentFileProblem } {
  const absent = variableNameList(names).map((name) => [name, undefined] as const);
  return editEnvironmentFile(content, new Map<string, string | undefined>([...absent, ...sessionVariables(session, names, userAgent)]));
}

/** Removes everything with a session's variable names from a `.env` file. */
export function takeSession(content: Buffer, names: VariableNames): EnvironmentEdit | { readonly problem: EnvironmentFileProblem } {
  return editEnvironmentFile(content, new Map(variableNameList(names).map((name) => [name, undefined] as const)));
}

/** Whether a `.env` file still contains the auth cookie with this fingerprint. */
export function containsSession(content: Buffer, names: VariableNames, expected: string): boolean {
  const value = readEnvironmentFile(content).get(names.authCookie);
  return value !== undefined && fingerprint(value) === expected;
}
