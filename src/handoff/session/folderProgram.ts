import * as vscode from 'vscode';
import type { MementoPort } from '../../accounts/accountMemory.ts';
import { readEntries } from '../../accounts/storedShapes.ts';
import { askText, validationError } from '../../prompts/askText.ts';
import { workspaceText } from '../../prompts/pathText.ts';
import { plainText } from '../../prompts/plainText.ts';
import { privacy } from '../../prompts/settings.ts';
import { userAgentProblem, type UserAgentProblem } from '../../vrchat/server.ts';
import { programsKey } from './writtenFiles.ts';
import { programFileNames, readProgram, suggestUserAgent } from './programFiles.ts';

const { l10n } = vscode;

/** Manifests of programs are far smaller. */
const maxFileSize = 256 * 1024;

export type FolderProgram = ReturnType<typeof createFolderProgram>;

/**
 * The User-Agent of a folder's own program. VRChat asks every program to name itself, its version and a contact; what is handed over there
 * carries it, rather than this extension's.
 *
 * @param memory - workspace state, which no repository can bring along
 */
export function createFolderProgram(memory: MementoPort) {
  const stored = (): Readonly<Record<string, string>> =>
    readEntries(memory.get(programsKey), (text): text is string => typeof text === 'string' && userAgentProblem(text) === undefined);

  const asking = new Map<string, Promise<string | undefined>>();

  async function askFor(folder: vscode.WorkspaceFolder | undefined, key: string): Promise<string | undefined> {
    const name = folder === undefined ? workspaceText() : plainText(folder.name, 60);
    const answer = await askText(
      {
        title: l10n.t('Name the Program in “{0}”', name),
        prompt: l10n.t(
          'VRChat requires a name, a version and a contact from every program. Requests from this folder identify themselves with it.',
        ),
        placeholder: l10n.t('MyTool/1.0 (me@my-site.org)'),
        // It contains how to reach the user.
        hidden: privacy().hidden,
        value: suggestUserAgent(await readFiles(folder), folder?.name ?? ''),
      },
      (typed) => {
        const problem = userAgentProblem(typed.trim());
        return Promise.resolve(problem && validationError(problemText(problem)));
      },
    );
    if (answer.kind !== 'accepted') return undefined;
    const userAgent = answer.value.trim();
    await memory.update(programsKey, { ...stored(), [key]: userAgent });
    return userAgent;
  }

  return {
    /**
     * The User-Agent for a folder, which the user is asked for once. Two hand-offs that begin together ask once.
     *
     * @param folder - `undefined` in a window without one
     * @returns `undefined` if the user closed the box
     */
    ask(folder: vscode.WorkspaceFolder | undefined): Promise<string | undefined> {
      const key = folder?.uri.toString() ?? '';
      const known = stored()[key];
      if (known !== undefined) return Promise.resolve(known);
      const answer = asking.get(key) ?? askFor(folder, key).finally(() => asking.delete(key));
      asking.set(key, answer);
      return answer;
    },
  };
}

/** A User-Agent as it may be shown: without the contact in privacy mode. */
export function programText(userAgent: string): string {
  return plainText(privacy().hidden ? (/^[^/]+\/\S+/.exec(userAgent)?.[0] ?? '') : userAgent, 200);
}

async function readFiles(folder: vscode.WorkspaceFolder | undefined): Promise<ReturnType<typeof readProgram>> {
  if (!folder) return {};
  const read = async (name: string): Promise<string | undefined> => {
    const uri = vscode.Uri.joinPath(folder.uri, name);
    try {
      const { type, size } = await vscode.workspace.fs.stat(uri);
      if ((type & vscode.FileType.File) === 0 || size > maxFileSize) return undefined;
      return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
    } catch {
      return undefined;
    }
  };
  const files = await Promise.all(programFileNames.map(async (name) => [name, await read(name)] as const));
  return readProgram(Object.fromEntries(files.filter(([, content]) => content !== undefined)));
}

function problemText(problem: UserAgentProblem): string {
  switch (problem) {
    case 'notNameAndVersion':
      return l10n.t('Start with a name and a version, such as MyTool/1.0.');
    case 'noContact':
      return l10n.t('Add a contact after the version: an email address or a web page. VRChat blocks programs without one.');
    case 'placeholderContact':
      return l10n.t('VRChat rejects placeholder contacts. Enter a real one.');
    case 'notPlainText':
      return l10n.t('Use only letters, digits and punctuation of ASCII.');
  }
}
