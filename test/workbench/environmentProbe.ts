import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';

/** Values by their names. */
type Values = Readonly<Record<string, string>>;

/** Starts programs in the workbench that write the variables they see to a folder outside of VS Code's. */
export function useEnvironmentProbe() {
  let folder: string;
  let turn = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'probe-'));
    await writeFile(join(folder, 'look'), `env | grep -iE '^(VRCHAT_|no_proxy=)' > "$0-$1.part"; mv "$0-$1.part" "$0-$1"\n`);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const read = (file: string): Promise<string | undefined> => readFile(join(folder, file), 'utf8').catch(() => undefined);

  return {
    /** Opens a new integrated terminal. @returns the VRChat variables in its environment */
    async inNewTerminal(window: WorkbenchWindow): Promise<Values> {
      const file = `look-${++turn}`;
      await window.runCommand('Terminal: Create New Terminal');
      const terminal = window.page.locator('.terminal-wrapper.active .xterm-helper-textarea');
      await terminal.waitFor({ state: 'attached' });
      await terminal.focus();
      await window.page.keyboard.type(`sh ${join(folder, 'look')} ${turn}\n`);
      await expect.poll(() => read(file), { timeout: 20_000 }).toBeDefined();
      return Object.fromEntries(
        ((await read(file)) ?? '')
          .trim()
          .split('\n')
          .map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
      );
    },

    /** Writes a task and a launch configuration that read `${command:vrchatAuth.…}` variables. */
    async writeProgram(workspace: string, variables: readonly string[]): Promise<void> {
      const env = (file: string, names: readonly string[]) => ({
        PROBE_FILE: join(folder, file),
        ...Object.fromEntries(names.map((name) => [`READ_${name}`, `\${command:vrchatAuth.${name}}`])),
      });
      const write = `const { env } = process; const read = Object.entries(env).filter(([name]) => name.startsWith('READ_'));
require('fs').writeFileSync(env.PROBE_FILE, JSON.stringify(Object.fromEntries(read.map(([name, value]) => [name.slice(5), value]))));`;
      await mkdir(join(workspace, '.vscode'), { recursive: true });
      await writeFile(join(workspace, 'program.cjs'), write);
      await writeFile(
        join(workspace, '.vscode', 'tasks.json'),
        JSON.stringify({
          version: '2.0.0',
          tasks: [
            {
              label: 'read all',
              type: 'process',
              command: process.execPath,
              args: ['program.cjs'],
              options: { env: env('task', variables) },
              problemMatcher: [],
            },
          ],
        }),
      );
      await writeFile(
        join(workspace, '.vscode', 'launch.json'),
        JSON.stringify({
          version: '0.2.0',
          configurations: [
            {
              name: 'Read address',
              type: 'node',
              request: 'launch',
              runtimeExecutable: process.execPath,
              program: '${workspaceFolder}/program.cjs',
              env: env('launch', ['apiUrl']),
            },
          ],
        }),
      );
    },

    /** Has the task of {@link writeProgram} run by itself when the folder is opened next. */
    async runWhenFolderOpens(workspace: string): Promise<void> {
      const file = join(workspace, '.vscode', 'tasks.json');
      await rm(join(folder, 'task'), { force: true });
      const { tasks, ...rest } = JSON.parse(await readFile(file, 'utf8')) as { readonly tasks: readonly object[] };
      const early = tasks.map((task) => ({ ...task, runOptions: { runOn: 'folderOpen' } }));
      await writeFile(file, JSON.stringify({ ...rest, tasks: early }));
    },

    async runTask(window: WorkbenchWindow): Promise<void> {
      const { quickInput } = window;
      await rm(join(folder, 'task'), { force: true });
      // The list does not update while it is open, and VS Code reads the tasks only after the window has loaded.
      await expect
        .poll(
          async () => {
            await window.runCommand('Tasks: Run Task');
            const isListed = await quickInput.locator
              .getByText('read all', { exact: true })
              .waitFor({ timeout: 5000 })
              .then(
                () => true,
                () => false,
              );
            if (!isListed) await quickInput.cancel();
            return isListed;
          },
          { timeout: 90_000 },
        )
        .toBe(true);
      await quickInput.pick('read all');
    },

    /** The variables seen by the program of the task or launch configuration; `undefined` until it has run. */
    async seen(how: 'task' | 'launch'): Promise<Values | undefined> {
      const text = await read(how);
      return text === undefined || text === '' ? undefined : (JSON.parse(text) as Values);
    },
  };
}
