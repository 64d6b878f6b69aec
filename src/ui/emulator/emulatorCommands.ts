import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { hasTexts } from '../../accounts/storedShapes.ts';
import type { ServerAccess } from '../../accounts/serverAccess.ts';
import type { EmulatorCommands } from '../commands.ts';
import { insteadOfKey } from './insteadOfKey.ts';

const { l10n } = vscode;

/** The port in the documentation. */
const usualPort = 8978;
const documentation = 'https://github.com/vrchat-auth/vscode-vrchat-auth/blob/main/docs/emulator.md';

/** What the setting `vrchatAuth.server` was changed to, and its previous value. */
interface InsteadOf {
  readonly address: string;
  readonly server?: string | undefined;
}

interface RunningEmulator {
  /** The base address to use instead of VRChat's. */
  readonly address: string;
  close(): Promise<void>;
}

interface DemoAccount {
  readonly username: string;
  readonly password: string;
  readonly twoFactor: 'totp' | 'email' | 'none';
}

export interface EmulatorCommandPorts {
  /** The folder for the emulator's state. */
  readonly storage: vscode.Uri;
  readonly memory: vscode.Memento;
  readonly access: Pick<ServerAccess, 'started' | 'ended'>;
  /** Called when an emulator has started or ended in this window. */
  readonly onDidChange: (runs: boolean) => void;
  /** Injected, because the emulator shares no code with the rest. */
  readonly startEmulator: (options?: { readonly port: number; readonly stateFile: string }) => Promise<RunningEmulator>;
  readonly demoAccounts: readonly DemoAccount[];
}

/** The emulator of this window. */
export interface LocalEmulator {
  readonly commands: EmulatorCommands;
  /** Starts the emulator, unless it runs. @returns its base address */
  start(): Promise<string>;
  /** Gives the setting its value back that the first release changed. */
  restoreServer(): Promise<void>;
  dispose(): void;
}

/** "Start Local API Emulator" and "Stop Local API Emulator". */
export function createEmulatorCommands({
  storage,
  memory,
  access,
  onDidChange,
  startEmulator,
  demoAccounts,
}: EmulatorCommandPorts): LocalEmulator {
  let starting: Promise<RunningEmulator> | undefined;

  async function start(): Promise<RunningEmulator> {
    await mkdir(storage.fsPath, { recursive: true });
    try {
      return await startEmulator({ port: usualPort, stateFile: join(storage.fsPath, 'emulator.json') });
    } catch {
      // Another window or program uses the port. Two emulators must not write the same state file.
      return await startEmulator();
    }
  }

  async function run(): Promise<string> {
    starting ??= start();
    const { address } = await starting.catch((error: unknown) => {
      starting = undefined;
      throw error;
    });
    await access.started(address);
    onDidChange(true);
    return address;
  }

  return {
    start: run,

    commands: {
      async startEmulator(): Promise<void> {
        const address = await run();
        const signIn = l10n.t('Sign In');
        const showAccounts = l10n.t('Show Demo Accounts');
        // Not awaited, because a notification can stay open for hours.
        void vscode.window
          .showInformationMessage(
            l10n.t('Local VRChat API running at {0}. It stops when you stop it or close this window. “Sign In” asks where.', address),
            signIn,
            showAccounts,
          )
          .then(async (choice) => {
            if (choice === signIn) await vscode.commands.executeCommand('vrchatAuth.signIn');
            if (choice === showAccounts) await showText(describeDemo(address, demoAccounts));
          });
      },

      async stopEmulator(): Promise<void> {
        const emulator = await starting;
        starting = undefined;
        if (emulator) {
          await access.ended(emulator.address);
          await emulator.close();
        }
        onDidChange(false);
      },
    },

    async restoreServer(): Promise<void> {
      const before = readInsteadOf(memory.get(insteadOfKey));
      const settings = vscode.workspace.getConfiguration('vrchatAuth');
      if (before && settings.inspect<string>('server')?.globalValue === before.address)
        await settings.update('server', before.server, vscode.ConfigurationTarget.Global);
      await memory.update(insteadOfKey, undefined);
    },

    dispose: () =>
      void starting?.then(async (emulator) => {
        await Promise.all([access.ended(emulator.address), emulator.close()]);
      }),
  };
}

function readInsteadOf(value: unknown): InsteadOf | undefined {
  return hasTexts(value, 'address') ? { address: value.address, server: hasTexts(value, 'server') ? value.server : undefined } : undefined;
}

async function showText(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document, { preview: true });
}

const secondFactor = ({ twoFactor }: DemoAccount): string =>
  ({ totp: l10n.t('authenticator app'), email: l10n.t('code by email'), none: l10n.t('none') })[twoFactor];

function describeDemo(address: string, demoAccounts: readonly DemoAccount[]): string {
  const { origin } = new URL(address);
  return [
    `# ${l10n.t('Local VRChat API')}`,
    '',
    address,
    '',
    `| ${l10n.t('User name')} | ${l10n.t('Password')} | ${l10n.t('Two-factor')} |`,
    '| --- | --- | --- |',
    ...demoAccounts.map((account) => `| ${account.username} | ${account.password} | ${secondFactor(account)} |`),
    '',
    `- ${l10n.t('Current authenticator codes')}: ${origin}/_emulator/codes`,
    `- ${l10n.t('Emails with codes and links')}: ${origin}/_emulator/mailbox`,
    `- ${l10n.t('Accounts, sessions, and requests')}: ${origin}/_emulator/state`,
    `- ${l10n.t('Fault injection and more')}: ${documentation}`,
    '',
  ].join('\n');
}
