import { accountId, type AccountId } from '../../accounts/accountId.ts';
import type { MementoPort } from '../../accounts/accountMemory.ts';
import { hasTexts, isObject, readTexts } from '../../accounts/storedShapes.ts';
import type { VariableNames } from './variableNames.ts';

/** A file that a session was written to. */
export interface FileGrant {
  /** The file's address. */
  readonly uri: string;
  /** Whose session it is. */
  readonly account: AccountId;
  readonly names: VariableNames;
  /** Shows whether the file still contains what was written. The secret cannot be recovered from it. */
  readonly fingerprint: string;
  /** Whether the file gets renewed sessions. */
  readonly follows: boolean;
}

export type WorkspaceGrants = ReturnType<typeof createWorkspaceGrants>;

const terminalsKey = 'handoff.terminals';
const filesKey = 'handoff.files';
const variablesKey = 'handoff.variables';

/**
 * What the user allowed this workspace to have of a session. It is workspace state, which no repository can bring along, and contains no
 * secrets.
 */
export function createWorkspaceGrants(workspace: MementoPort) {
  const listeners = new Set<() => void>();
  async function update(key: string, value: unknown): Promise<void> {
    await workspace.update(key, value);
    listeners.forEach((listener) => listener());
  }
  const files = (): readonly FileGrant[] => readFileGrants(workspace.get(filesKey));
  const variables = (): readonly string[] => readTexts(workspace.get(variablesKey));

  return {
    terminals: (): boolean => workspace.get(terminalsKey) === true,
    setTerminals: (on: boolean): Promise<void> => update(terminalsKey, on ? true : undefined),

    files,
    setFile: (grant: FileGrant): Promise<void> => update(filesKey, [...files().filter(({ uri }) => uri !== grant.uri), grant]),
    removeFile: (uri: string): Promise<void> =>
      update(
        filesKey,
        files().filter((grant) => grant.uri !== uri),
      ),

    /** Names of `${command:…}` variables. */
    variables,
    addVariable: (name: string): Promise<void> => update(variablesKey, [...new Set([...variables(), name])]),
    removeVariable: (name: string): Promise<void> =>
      update(
        variablesKey,
        variables().filter((other) => other !== name),
      ),

    removeAllVariables: (): Promise<void> => update(variablesKey, undefined),

    onDidChange(listener: () => void): { dispose(): void } {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
}

/** An entry that cannot be read grants nothing. */
function readFileGrants(value: unknown): readonly FileGrant[] {
  return Array.isArray(value) ? value.flatMap(readFileGrant) : [];
}

function readFileGrant(value: unknown): readonly FileGrant[] {
  if (!hasTexts(value, 'uri', 'fingerprint') || !('follows' in value) || !('names' in value)) return [];
  const { uri, fingerprint, names, follows }: Readonly<Record<string, unknown>> & Pick<FileGrant, 'uri' | 'fingerprint'> = value;
  const account = readAccount(value);
  if (typeof follows !== 'boolean' || !account || !isVariableNames(names)) return [];
  return [{ uri, fingerprint, names, follows, account }];
}

/** The first release stored the user ID only, in place of an account. */
function readAccount(grant: Readonly<Record<string, unknown>>): AccountId | undefined {
  const { account } = grant;
  if (hasTexts(account, 'server', 'userId')) return accountId(account);
  return hasTexts(grant, 'userId') ? { server: '', userId: grant.userId } : undefined;
}

function isVariableNames(names: unknown): names is VariableNames {
  const isOptionalText = (name: unknown): boolean => name === undefined || typeof name === 'string';
  return isObject(names) && typeof names.authCookie === 'string' && isOptionalText(names.twoFactorAuth) && isOptionalText(names.userAgent);
}
