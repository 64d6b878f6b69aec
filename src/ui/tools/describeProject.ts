import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Grant } from '../../accounts/grants.ts';
import { pathText } from '../../prompts/pathText.ts';
import { defineTool } from './defineTool.ts';
import { foreignData } from './foreignData.ts';

export interface DescribeProjectPorts {
  /** The grants of this window's folders. */
  readonly grants: () => Promise<readonly Grant[]>;
}

/** The commands that set something up, with what they are for. */
const offered = {
  signIn: 'signs in to VRChat, or to the emulator',
  useInTerminals: 'gives programs in terminals and in the debugger an address of the session gateway in VRCHAT_API_URL',
  writeEnvironmentFile: 'writes that address to a .env file and keeps it up to date',
  copySessionAs: 'copies a program in the language of the project that works with the session',
  createSampleProject: 'writes a small bot in JavaScript or Python into an empty folder',
  showRequests: 'lists the requests that programs have sent through the gateway',
  showPrograms: 'lists what the folder was allowed, and revokes it',
  diagnose: 'writes a report without secrets',
} as const;

/** Says what is set up in this window's folders, and which command sets up the rest. */
export function createDescribeProject({ grants }: DescribeProjectPorts) {
  return defineTool(v.object({}), async () => {
    const given = await grants();
    const folders = vscode.workspace.workspaceFolders ?? [];
    return [
      'VRChat Auth signs the user in to VRChat and lends the session to programs. A program reads the base address of the API from the variable VRCHAT_API_URL (and VRCHAT_PIPELINE_URL for events), in place of https://api.vrchat.cloud/api/1, sends no cookie and needs no login. It should name itself in the User-Agent, say so in one sentence if the variable is missing, and wait and try again after 503 (Retry-After).',
      ...(folders.length === 0 ? ['No folder is open. Access to a session is given to one folder.'] : []),
      given.length === 0 ? 'Nothing is set up in this window’s folders yet.' : 'What is set up in this window’s folders:',
      ...(given.length === 0 ? [] : [foreignData(given.map(describe))]),
      'Commands for the user to run from the palette; each asks the user:',
      ...Object.entries(offered).map(([name, purpose]) => `- vrchatAuth.${name}: ${purpose}`),
      'The tools vrchatAuth_send_request and vrchatAuth_control_emulator try things out without a program.',
    ].join('\n');
  });
}

function describe({ folder, way }: Grant): Readonly<Record<string, unknown>> {
  const carries = 'carries' in way ? { programsGet: way.carries === 'gateway' ? 'an address, no secret' : 'the session’s cookies' } : {};
  const variables = 'names' in way ? { variables: Object.values(way.names).filter((name) => name !== '') } : {};
  const file = way.kind === 'environmentFile' ? { file: pathText(vscode.Uri.parse(way.uri, true)), isKeptUpToDate: way.follows } : {};
  return { folder: pathText(vscode.Uri.parse(folder, true)), way: way.kind, ...file, ...carries, ...variables };
}
