import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { readHandoffSession } from '../../../../src/handoff/session/handoffSession.ts';
import { sessionFormats, type FormatId } from '../../../../src/handoff/copy/sessionFormats.ts';
import { sessionVariables } from '../../../../src/handoff/session/sessionVariables.ts';
import { defaultVariableNames } from '../../../../src/handoff/session/variableNames.ts';
import { demo, setStage } from '../../accounts/stage.ts';

const run = promisify(execFile);
export const userAgent = 'SnippetTest/1.0 tests@vrchat-auth.org';

/** A session of DevUser at an emulator, its copied formats, and a folder to run them in. Everything is removed after the test. */
export async function openSnippets(secrets: 'inline' | 'environment') {
  const stage = await setStage();
  const window = await stage.openWindow();
  const { username, password } = demo('DevUser');
  await window.signIn({ kind: 'fromScratch' }, [
    { types: username },
    { types: password },
    { types: () => stage.authenticatorCode('DevUser') },
  ]);
  const [record] = window.store.records();
  const session = record && readHandoffSession(record);
  if (!session?.twoFactorAuth) throw new Error('DevUser has no session with two-factor trust.');
  const folder = await mkdtemp(join(tmpdir(), 'snippet-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...(secrets === 'environment' && Object.fromEntries(sessionVariables(session, defaultVariableNames, userAgent))),
  };
  const write = (file: string, text: string): Promise<void> => writeFile(join(folder, file), text);
  const start = async (command: string, parameters: readonly string[]): Promise<string> =>
    (await run(command, parameters, { cwd: folder, env: environment })).stdout.trim();
  return {
    session,
    folder,
    environment,
    /** The text that is copied in a format. */
    copied: (id: FormatId): string =>
      sessionFormats
        .find((format) => format.id === id)
        ?.write({ session, userAgent, names: defaultVariableNames, secrets, now: Date.now() }) ?? '',
    write,
    /** Runs a command in the folder. @returns its output */
    start,
    /** Writes a program to a file and runs it. */
    output: async (command: string, file: string, text: string): Promise<string> => {
      await write(file, text);
      return start(command, [file]);
    },
  };
}
