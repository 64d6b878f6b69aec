import { fingerprint } from '../session/fingerprint.ts';
import type { HandoffSession } from '../session/handoffSession.ts';
import { sessionVariables, variableNameList } from '../session/sessionVariables.ts';
import type { VariableNames } from '../session/variableNames.ts';
import { editEnvironmentFile, readEnvironmentFile, type EnvironmentEdit, type EnvironmentFileProblem } from './environmentFile.ts';

/** A file with a session more or less, or why it can't be edited. */
export type SessionEdit = EnvironmentEdit | EnvironmentFileProblem;

/** Writes a session to a `.env` file and removes values of an earlier session with the same names. */
export function putSession(content: Buffer, session: HandoffSession, names: VariableNames, userAgent: string): SessionEdit {
  const absent = variableNameList(names).map((name) => [name, undefined] as const);
  return editEnvironmentFile(content, new Map<string, string | undefined>([...absent, ...sessionVariables(session, names, userAgent)]));
}

/** Removes everything with a session's variable names from a `.env` file. */
export function takeSession(content: Buffer, names: VariableNames): SessionEdit {
  return editEnvironmentFile(content, new Map(variableNameList(names).map((name) => [name, undefined] as const)));
}

/** Whether a `.env` file still contains the auth cookie with this fingerprint. */
export function containsSession(content: Buffer, names: VariableNames, expected: string): boolean {
  const value = readEnvironmentFile(content).get(names.authCookie);
  return value !== undefined && fingerprint(value) === expected;
}
