import type { Carried } from '../../accounts/grants.ts';
import type { GatewayAddresses } from '../../gateway/sessionGateway.ts';
import { fingerprint } from '../session/fingerprint.ts';
import { gatewayVariables, isGatewayAddress } from '../session/gatewayVariables.ts';
import type { HandoffSession } from '../session/handoffSession.ts';
import { serverVariables, sessionVariables, variableNameList } from '../session/sessionVariables.ts';
import type { VariableNames } from '../session/variableNames.ts';
import { editEnvironmentFile, readEnvironmentFile, type EnvironmentEdit, type EnvironmentFileProblem } from './environmentFile.ts';

/** A file with a session more or less, or why it can't be edited. */
export type SessionEdit = EnvironmentEdit | EnvironmentFileProblem;

/** What a `.env` file gets: a session, or the gateway's addresses in its place. */
export type Content =
  { readonly carries: 'cookies'; readonly session: HandoffSession } | { readonly carries: 'gateway'; readonly addresses: GatewayAddresses };

/** What a file gets, and how. */
export interface Written {
  readonly content: Content;
  readonly names: VariableNames;
  readonly userAgent: string;
  /** The path of its URI: a shell reads some files. */
  readonly path: string;
  /** The server whose session was written to the file before, if one was. */
  readonly earlierServer: string | undefined;
}

/**
 * Writes to a `.env` file what its program needs, and removes values of an earlier session or gateway with the same names. Where the user has
 * written a server's address, the file gets no other.
 */
export function putContent(file: Buffer, { content, names, userAgent, path, earlierServer }: Written): SessionEdit {
  const ours = absent(file, names, earlierServer);
  const { apiUrl, pipelineUrl, ...cookieNames } = names;
  const present = readEnvironmentFile(file);
  const isOwn = (name: string | undefined): boolean => name !== undefined && present.has(name) && !ours.some(([other]) => other === name);
  const values =
    content.carries === 'gateway'
      ? gatewayVariables(content.addresses, names, userAgent)
      : sessionVariables(content.session, isOwn(apiUrl) || isOwn(pipelineUrl) ? cookieNames : names, userAgent);
  const others = ours.filter(([name]) => !values.has(name));
  return editEnvironmentFile(file, new Map<string, string | undefined>([...values, ...others]), {
    isSourced: isScript(path),
  });
}

/** Whether a shell reads the file, by its name: direnv an `.envrc`, which may take more from others of the kind. */
function isScript(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /^\.envrc(?:\.(?:local|private|secrets?|user))?$/.test(name) || /\.(?:sh|bash|zsh)$/.test(name);
}

/**
 * Removes everything with a session's variable names, and the addresses that belong to it, from a `.env` file.
 *
 * @param server - that issued the session, if it is known
 */
export function takeContent(file: Buffer, names: VariableNames, server: string | undefined): SessionEdit {
  return editEnvironmentFile(file, new Map(absent(file, names, server)));
}

/** The value that shows whether a `.env` file still contains what was written. */
export function identifyingValue(content: Content, names: VariableNames): string {
  if (content.carries === 'cookies') return content.session.auth.value.reveal();
  return names.apiUrl === undefined ? content.addresses.pipelineUrl : content.addresses.apiUrl;
}

/** Whether a `.env` file still contains the value with this fingerprint. */
export function containsContent(
  file: Buffer,
  { carries, names, fingerprint: expected }: { readonly carries: Carried; readonly names: VariableNames; readonly fingerprint: string },
): boolean {
  const name = carries === 'cookies' ? names.authCookie : (names.apiUrl ?? names.pipelineUrl);
  const value = name === undefined ? undefined : readEnvironmentFile(file).get(name);
  return value !== undefined && fingerprint(value) === expected;
}

/**
 * What has become of a `.env` file since it was written, before it is brought up to date.
 *
 * @param current - the fingerprint of what it is to contain now
 * @returns `renewed` if it contains that already: another window that follows it was faster, or a crash came before it was noted
 */
export function contentState(
  file: Buffer,
  written: Parameters<typeof containsContent>[1],
  current: string,
): 'asWritten' | 'renewed' | 'changed' {
  if (containsContent(file, written)) return 'asWritten';
  return containsContent(file, { ...written, fingerprint: current }) ? 'renewed' : 'changed';
}

/** What a `.env` file gives its program: the gateway's address, if it has one and no cookie. */
export function contentKind(file: Buffer, names: VariableNames): Carried {
  return !readEnvironmentFile(file).has(names.authCookie) && addressNames(file, names).length > 0 ? 'gateway' : 'cookies';
}

/** Whether a `.env` file contains a session or an address of a gateway. */
export function containsAny(file: Buffer, names: VariableNames): boolean {
  return readEnvironmentFile(file).has(names.authCookie) || addressNames(file, names).length > 0;
}

/** What must not be left of an earlier session. Another address than a gateway's or the session's server is the user's own. */
function absent(file: Buffer, names: VariableNames, server: string | undefined): (readonly [name: string, value: undefined])[] {
  const values = readEnvironmentFile(file);
  const ofServer = server === undefined ? [] : serverVariables(server, names).filter(([name, value]) => values.get(name) === value);
  const all = new Set([...variableNameList(names), ...addressNames(file, names), ...ofServer.map(([name]) => name)]);
  return [...all].map((name) => [name, undefined] as const);
}

function addressNames(file: Buffer, { apiUrl, pipelineUrl }: VariableNames): string[] {
  const values = readEnvironmentFile(file);
  return [apiUrl, pipelineUrl].filter((name) => name !== undefined).filter((name) => isGatewayAddress(values.get(name) ?? ''));
}
