import { accountId, type AccountId } from '../../accounts/accountId.ts';
import type { MementoPort } from '../../accounts/accountMemory.ts';
import type { Carried } from '../../accounts/grants.ts';
import { hasTexts, isObject } from '../../accounts/storedShapes.ts';
import type { VariableNames } from './variableNames.ts';

/** A file that a session, or the gateway's address, was written to. It says what is in the file; whether it may get a renewed session is a grant. */
export interface WrittenFile {
  /** The file's address. */
  readonly uri: string;
  readonly account: AccountId;
  readonly carries: Carried;
  readonly names: VariableNames;
  /** Shows whether the file still contains what was written. The secret cannot be recovered from it. */
  readonly fingerprint: string;
  /** Whether it was kept up to date; then a session that ended is taken out of it without a question. */
  readonly follows: boolean;
}

export type WrittenFiles = ReturnType<typeof createWrittenFiles>;

export const writtenFilesKey = 'handoff.writtenFiles';

/** The programs' own User-Agents, by folder. */
export const programsKey = 'handoff.programs';

/** Where the first release kept what a workspace was allowed, without saying for which account. */
export const earlierAccessKeys: readonly string[] = ['handoff.terminals', 'handoff.files', 'handoff.variables'];

/** The files that this workspace's sessions were written to. Workspace state, which no repository can bring along, without secrets. */
export function createWrittenFiles(workspace: MementoPort) {
  const all = (): readonly WrittenFile[] => readFiles(workspace.get(writtenFilesKey));
  const write = async (files: readonly WrittenFile[]): Promise<void> => {
    await workspace.update(writtenFilesKey, files.length === 0 ? undefined : files);
  };
  const remove = async (uri: string): Promise<void> => {
    const others = all().filter((file) => file.uri !== uri);
    if (others.length < all().length) await write(others);
  };
  return {
    all,
    set: ({ uri, account, carries, names, fingerprint, follows }: WrittenFile): Promise<void> =>
      write([...all().filter((file) => file.uri !== uri), { uri, account: accountId(account), carries, names, fingerprint, follows }]),
    remove,
  };
}

/** An entry that cannot be read is no file. */
function readFiles(value: unknown): readonly WrittenFile[] {
  return Array.isArray(value) ? value.filter(isWrittenFile) : [];
}

function isWrittenFile(value: unknown): value is WrittenFile {
  if (!isObject(value)) return false;
  const { account, carries, names, follows } = value;
  const isOptionalText = (name: unknown): boolean => name === undefined || typeof name === 'string';
  return (
    typeof follows === 'boolean' &&
    (carries === 'gateway' || carries === 'cookies') &&
    hasTexts(value, 'uri', 'fingerprint') &&
    hasTexts(account, 'server', 'userId') &&
    isObject(names) &&
    typeof names.authCookie === 'string' &&
    isOptionalText(names.twoFactorAuth) &&
    isOptionalText(names.userAgent) &&
    isOptionalText(names.apiUrl) &&
    isOptionalText(names.pipelineUrl)
  );
}
