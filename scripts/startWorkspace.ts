import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { demoAccounts } from '../src/emulator/accountSeed.ts';
import { sampleFiles } from '../src/ui/sample/sampleFiles.ts';
import { repositoryRoot } from '../test/host/repository.ts';

interface LaunchFile {
  readonly version: string;
  readonly configurations: readonly { readonly name: string }[];
}

/**
 * Writes the workspace of `npm start`: the sample bots in both languages, ready to run without a network, and a README that leads through.
 * What the user has changed in a bot stays.
 *
 * @param emulator - the base address of its API; `undefined` to work with VRChat itself
 */
export async function writeStartWorkspace(folder: string, emulator: string | undefined): Promise<void> {
  const configurations = [];
  for (const [language, files] of Object.entries(sampleFiles)) {
    for (const [name, source] of Object.entries(files)) {
      const from = join(repositoryRoot, 'samples', source);
      if (name === 'README.md') continue;
      if (name === '.vscode/launch.json') {
        const launch = JSON.parse(await readFile(from, 'utf8')) as LaunchFile;
        const suffix = language === 'python' ? ' in Python' : '';
        configurations.push(...launch.configurations.map((configuration) => ({ ...configuration, name: configuration.name + suffix })));
        continue;
      }
      const to = join(folder, name);
      await mkdir(dirname(to), { recursive: true });
      if (!existsSync(to)) await copyFile(from, to);
    }
  }
  await mkdir(join(folder, '.vscode'), { recursive: true });
  await writeJson(join(folder, '.vscode', 'launch.json'), { version: '0.2.0', configurations });
  await rm(join(folder, '.vscode', 'tasks.json'), { force: true });
  if (emulator !== undefined) await writeJson(join(folder, '.vscode', 'tasks.json'), { version: '2.0.0', tasks: [expireTask(emulator)] });
  await writeFile(join(folder, 'README.md'), readme(emulator));
  // The community SDK is one of the repository's packages.
  const packages = join(folder, 'node_modules');
  if (!existsSync(packages)) await symlink(join(repositoryRoot, 'node_modules'), packages, 'junction');
}

function expireTask(emulator: string): object {
  const body = JSON.stringify({ operation: '*', fault: 'expireSessions', times: 1 });
  return {
    label: 'Expire all sessions',
    type: 'process',
    // Without these, VS Code asks how to scan its output, and covers the Debug Console with it.
    problemMatcher: [],
    presentation: { reveal: 'silent' },
    command: process.execPath,
    args: ['-e', `fetch('${new URL(emulator).origin}/_emulator/faults', { method: 'POST', body: '${body}' })`],
  };
}

function readme(emulator: string | undefined): string {
  const signIn =
    emulator === undefined
      ? 'Click **VRChat: Sign In** in the status bar. It is the real VRChat: your own account, and limited sign-ins.'
      : `Click **VRChat: Sign In** in the status bar. VRChat is emulated here, with these accounts (choose “Remember password” at the end):\n\n${accountTable(emulator)}`;
  const expire =
    emulator === undefined
      ? 'When VRChat ends the session, the bot waits until you, or the remembered password, have signed in again.'
      : 'Press F1, choose **Tasks: Run Task**, then **Expire all sessions**. The extension signs in again, and the bot goes on.';
  return `# Try VRChat Auth

1. **Sign in.** ${signIn}
2. **Start the bot.** Press F5. You are asked once for its name and contact (such as \`me@my-site.org\`), and whether it may work as you. The Debug Console then
   says “Signed in as …”. The bot is in \`bot.mjs\`, and holds no secret.
3. **See it go on.** ${expire}
4. **See what it does.** The Requests view, below Accounts, lists its requests.

\`bot.py\` does the same in Python, and \`sdk.mjs\` with the community's SDK. For a terminal, run **VRChat Auth: Use Session in Terminals and Debugging** first.
`;
}

function accountTable(emulator: string): string {
  const codes = {
    totp: `[authenticator](${new URL(emulator).origin}/_emulator/codes)`,
    email: `[email](${new URL(emulator).origin}/_emulator/mailbox)`,
    none: 'none',
  };
  return [
    '   | User name | Password | Code |',
    '   |---|---|---|',
    ...demoAccounts.map(({ username, password, twoFactor }) => `   | ${username} | ${password} | ${codes[twoFactor]} |`),
  ].join('\n');
}

async function writeJson(path: string, content: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(content, undefined, 2)}\n`);
}
