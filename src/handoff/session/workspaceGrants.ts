import type { MementoPort } from '../../accounts/accountMemory.ts';
import type { VariableNames } from './variableNames.ts';

/** A file that a session was written to. */
export interface FileGrant {
  /** The file's address. */
  readonly uri: string;
  readonly userId: string;
  readonly names: VariableNames;
  /** Tells whether the file still holds what was written; the secret cannot be found from it. */
  readonly fingerprint: string;
  /** Whether the file follows the session when it is renewed. */
  readonly follows: boolean;
}

export type WorkspaceGrants = ReturnType<typeof createWorkspaceGrants>;

const terminalsKey = 'handoff.terminals';
const filesKey = 'handoff.files';
const variablesKey = 'handoff.variables';

/**
 * What the user has allowed one workspace to have of a session. It is kept in the workspace's state, which no repository can bring along,
 * and there is no secret in it.
 */
export function createWorkspaceGrants(workspace: MementoPort) {
  const listeners = new Set<() => void>();
  async function update(key: string, value: unknown): Promise<void> {
    await workspace.update(key, value);
    listeners.forEach((listener) => listener());
  }
  const files = (): readonly FileGrant[] => workspace.get<readonly FileGrant[]>(filesKey) ?? [];
  const variables = (): readonly string[] => workspace.get<readonly string[]>(variablesKey) ?? [];

  return {
    terminals: (): boolean => workspace.get<boolean>(terminalsKey) === true,
    setTerminals: (on: boolean): Promise<void> => update(terminalsKey, on ? true : undefined),

    files,
    setFile: (grant: FileGrant): Promise<void> => update(filesKey, [...files().filter(({ uri }) => uri !== grant.uri), grant]),
    removeFile: (uri: string): Promise<void> => update(filesKey, files().filter((grant) => grant.uri !== uri)),

    /** Names of `${command:…}` variables. */
    variables,
    addVariable: (name: string): Promise<void> => update(variablesKey, [...new Set([...variables(), name])]),
    removeVariable: (name: string): Promise<void> => update(variablesKey, variables().filter((other) => other !== name)),

    removeAllVariables: (): Promise<void> => update(variablesKey, undefined),

    onDidChange(listener: () => void): { dispose(): void } {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
}
