import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { setup, suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import type { AccountId } from '../../src/accounts/accountId.ts';
import { secret } from '../../src/vrchat/secret.ts';
import { commandTable, emulatorControlCommands, type CommandKind } from '../../src/ui/commandTable.ts';
import { closes, closingBoxes } from './closingBoxes.ts';
import { emulator, extensionUnderTest, signInto, takeShown } from './extensionUnderTest.ts';

/** What no command may touch by itself. */
interface Footprint {
  readonly secrets: Readonly<Record<string, string | undefined>>;
  readonly memory: Readonly<Record<string, unknown>>;
  readonly clipboard: string;
  readonly settings: string;
  readonly requests: readonly (string | null)[];
}

const untouched = 'what the user copied';
const view = 'vrchatAuth.accounts';
/** Requests that neither spend nor change anything. */
const reading = ['verifyAuthToken', 'getCurrentUser', 'getConfig', 'checkUserExists', null];

async function footprint(): Promise<Footprint> {
  const { secrets, globalState, workspaceState } = await extensionUnderTest();
  const keys = (await secrets.keys()).toSorted();
  const memory = [globalState, workspaceState].flatMap((state) => state.keys().map((key) => [key, state.get(key)] as const));
  return {
    secrets: Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await secrets.get(key)] as const))),
    memory: Object.fromEntries(memory),
    clipboard: await vscode.env.clipboard.readText(),
    settings: JSON.stringify(vscode.workspace.getConfiguration('vrchatAuth')),
    requests: await emulator().requests(),
  };
}

/** When each stored session was last confirmed or refused. */
async function lastChecks(): Promise<string> {
  return Object.values((await footprint()).secrets)
    .map((value) => /"checkedAt":\d+/.exec(value ?? '')?.[0])
    .join();
}

/** Calls a command through VS Code's main thread, which turns what looks like a handle of the tree into its row. */
const callThroughVSCode = (command: string, argument: unknown): PromiseLike<unknown> =>
  vscode.commands.executeCommand('runCommands', { commands: [{ command, args: argument }] });

interface Caller {
  readonly name: string;
  readonly call: (command: string) => PromiseLike<unknown>;
}

function callers(account: AccountId): readonly Caller[] {
  const direct = (name: string, ...parameters: readonly unknown[]): Caller => ({
    name,
    call: (command) => vscode.commands.executeCommand(command, ...parameters),
  });
  const key = `${account.server} ${account.userId}`;
  return [
    direct('nothing'),
    direct('{}', {}),
    direct('a launch configuration', { name: 'Launch', type: 'node', request: 'launch', program: '${file}', env: {} }),
    direct('a target that says it is ours', { ...account, isOurs: true, token: '', link: 'https://vrchat.com/', copyText: 'anything' }),
    direct('an object that looks like a row', { item: { id: `account/${key}`, label: 'DevUser' }, ...account, copyText: 'anything' }),
    ...[`1/account/${key}`, '0/0:DevUser'].map((handle) => ({
      name: `the guessed handle ${handle}`,
      call: (command: string) => callThroughVSCode(command, { $treeViewId: view, $treeItemHandle: handle }),
    })),
    {
      name: 'the focused row',
      call: (command) => callThroughVSCode(command, { $treeViewId: view, $focusedTreeItem: true }),
    },
    ...fc.sample(fc.jsonValue(), { numRuns: 1, seed: 13 }).map((value) => direct(`random JSON ${JSON.stringify(value)}`, value)),
  ];
}

export const commandsFromAnybody = (): void =>
  void suite('Commands that anybody calls', () => {
    let account: AccountId = { server: '', userId: '' };

    suiteSetup(async () => {
      const { secrets } = await extensionUnderTest();
      for (const key of await secrets.keys()) await secrets.delete(key);
      await emulator().reset();
      await signInto('plainuser', 'plain-user-password');
      account = await signInto('DevUser', 'dev-user-password', {
        code: await emulator().authenticatorCode('DevUser'),
        stores: { authenticatorSecret: secret('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'), password: secret('dev-user-password') },
      });
      // Waits for its code, so that the commands for it have something to ask.
      await assert.rejects(signInto('MailUser', 'mail-user-password'), /pending/);
      // Its commands are registered when it is first started.
      await vscode.commands.executeCommand('vrchatAuth.startEmulator');
      await vscode.commands.executeCommand(`${view}.focus`);
      // The sign-in comes first, then an account.
      await vscode.commands.executeCommand('list.focusFirst');
      await vscode.commands.executeCommand('list.focusDown');
    });

    setup(() => vscode.env.clipboard.writeText(untouched));

    test('stand in the table, every one of them', async () => {
      const registered = (await vscode.commands.getCommands(true)).filter(
        (command) => command.startsWith('vrchatAuth.') && !/\.(?:accounts|requests)\./.test(command),
      );
      assert.deepEqual(
        registered.toSorted(),
        Object.keys(commandTable)
          .map((name) => `vrchatAuth.${name}`)
          .toSorted(),
      );
    });

    for (const [name, kind] of Object.entries<CommandKind>(commandTable)) {
      test(`${name} ${promises[kind]}`, async () => {
        if (name in emulatorControlCommands) await vscode.commands.executeCommand('vrchatAuth.startEmulator');
        const before = await footprint();
        for (const caller of callers(account)) {
          await takeShown();
          assert.equal(await closingBoxes(caller.call(`vrchatAuth.${name}`)), undefined, `${caller.name} got a value`);
          const shown = await takeShown();
          const said = shown.slice(shown.lastIndexOf('box') + 1);
          if (shown.includes('box')) assert.deepEqual(said, [], 'a closed box means that nothing happened, silently');
        }
        await vscode.commands.executeCommand('workbench.action.closeAllEditors');
        const after = await footprint();
        if (kind !== 'open') assert.deepEqual(after, before);
        else {
          assert.equal(after.clipboard, before.clipboard);
          const requests = after.requests.slice(before.requests.length);
          assert.deepEqual(
            requests.filter((operation) => !reading.includes(operation)),
            [],
          );
          assert.equal(await emulator().sessions('DevUser'), 1);
        }
      }).timeout(60_000);
    }

    /** Runs a task whose environment names a command. The command that VS Code calls before it shows that it was on the way. */
    async function runTask(
      command: string,
      args: unknown,
      {
        answer = closes,
        isOver = () => Promise.resolve(true),
      }: { readonly answer?: string[]; readonly isOver?: () => Promise<boolean> } = {},
    ): Promise<void> {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      assert.ok(folder);
      await mkdir(join(folder.uri.fsPath, '.vscode'), { recursive: true });
      await writeFile(join(folder.uri.fsPath, '.vscode', 'tasks.json'), tasksFile(command, args));
      // VS Code reads the file when its watcher has seen the change.
      let task: vscode.Task | undefined;
      while (!task) task = (await vscode.tasks.fetchTasks()).find((candidate) => candidate.name === `call ${command}`);
      let calls = 0;
      const before = vscode.commands.registerCommand('extensionTests.before', () => `${calls++}`);
      try {
        await closingBoxes(vscode.tasks.executeTask(task), answer);
        // VS Code says that a task runs before it knows its environment.
        for (let round = 0; round < 30 || calls === 0 || !(await isOver()); round++) {
          for (const key of answer) await vscode.commands.executeCommand(key);
        }
      } finally {
        before.dispose();
      }
    }

    test('a task does call the command that it names, and an answered box lets it', async () => {
      const before = (await emulator().requests()).length;
      const checkedBefore = await lastChecks();
      await runTask('verifySession', undefined, {
        answer: ['workbench.action.acceptSelectedQuickOpenItem'],
        isOver: async () => (await lastChecks()) !== checkedBefore,
      });
      assert.deepEqual((await emulator().requests()).slice(before), ['verifyAuthToken']);
    }).timeout(60_000);

    for (const [name, args] of tasks) {
      test(`${name}, called by a task, changes nothing`, async () => {
        const before = await footprint();
        await runTask(name, args);
        assert.deepEqual(await footprint(), before);
      }).timeout(60_000);
    }
  });

const promises: Readonly<Record<CommandKind, string>> = {
  open: 'spends nothing and hands nothing out',
  asks: 'leaves everything as it is while its box is not answered',
  variable: 'returns nothing without consent',
};

/** What a repository's tasks were found to do. */
const tasks: readonly (readonly [command: string, args?: unknown])[] = [
  ['useInTerminals'],
  ['copyOneTimeCode'],
  ['copyValue', { copyText: 'rm -rf ~' }],
  ['signOut'],
  ['switchAccount', { userId: 'usr_x' }],
  ['useInWorkspace'],
  ['forgetPassword'],
  ['cancelPendingTwoFactor'],
  ['discardSignIn'],
  ['cancelDeletion'],
  ['resendEmailConfirmation', { $treeViewId: view, $focusedTreeItem: true }],
  ['storeEnvironmentAccount'],
  ['confirmEmail', { link: 'https://vrchat.com/home/user/usr_x/verifyEmail/token' }],
  ['apiUrl'],
];

function tasksFile(command: string, args: unknown): string {
  const value = args === undefined ? `\${command:vrchatAuth.${command}}` : '${input:hostile}';
  return JSON.stringify({
    version: '2.0.0',
    tasks: [
      {
        label: `call ${command}`,
        type: 'process',
        command: process.execPath,
        args: ['--version'],
        options: { env: { BEFORE: '${command:extensionTests.before}', X: value } },
      },
    ],
    inputs: [{ id: 'hostile', type: 'command', command: `vrchatAuth.${command}`, args }],
  });
}
