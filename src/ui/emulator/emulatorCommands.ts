import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { hasTexts } from '../../accounts/storedShapes.ts';
import type { ServerAccess } from '../../accounts/serverAccess.ts';
import type { EmulatorCommands } from '../commands.ts';
import type { EmulatorControls } from './emulatorControls.ts';
import { emulatorUsedKey } from './emulatorUsedKey.ts';
import { insteadOfKey } from './insteadOfKey.ts';

const { l10n } = vscode;

/** The port in the documentation. */
const usualPort = 8978;

/** What the setting `vrchatAuth.server` was changed to, and its previous value. */
interface InsteadOf {
  readonly address: string;
  readonly server?: string | undefined;
}

/** An emulator of this window. */
interface RunningEmulator {
  readonly controls: EmulatorControls;
  close(): Promise<void>;
}

export interface EmulatorCommandPorts {
  /** The folder for the emulator's state. */
  readonly storage: vscode.Uri;
  readonly memory: vscode.Memento;
  readonly access: Pick<ServerAccess, 'started' | 'ended'>;
  /** Called when an emulator has started or ended in this window. */
  readonly onDidChange: (running: EmulatorControls | undefined) => void;
  /** Signs in as one of its accounts, without a question, and remembers the password, so that the session is renewed. */
  readonly signInAt: (running: EmulatorControls) => Promise<void>;
  /** Injected, because the emulator shares no code with the rest. */
  readonly startEmulator: (options?: { readonly port: number; readonly stateFile: string }) => Promise<RunningEmulator>;
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
  signInAt,
  startEmulator,
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

  async function run(): Promise<EmulatorControls> {
    starting ??= start();
    const { controls } = await starting.catch((error: unknown) => {
      starting = undefined;
      throw error;
    });
    await access.started(controls.address);
    await memory.update(emulatorUsedKey, true);
    onDidChange(controls);
    return controls;
  }

  return {
    start: async () => (await run()).address,

    commands: {
      async startEmulator(): Promise<void> {
        const { address } = await run();
        await vscode.commands.executeCommand('vrchatAuth.accounts.focus');
        const signIn = l10n.t('Sign In');
        const message = l10n.t(
          'Local VRChat API running at {0}. Its accounts are in the Accounts view. It stops when you stop it or close this window.',
          address,
        );
        // Not awaited, because a notification can stay open for hours.
        void vscode.window.showInformationMessage(message, signIn).then(async (choice) => {
          if (choice === signIn) await vscode.commands.executeCommand('vrchatAuth.signInAtEmulator');
        });
      },

      async tryEmulator(): Promise<void> {
        const tryIt = l10n.t('Try It');
        const choice = await vscode.window.showInformationMessage(
          l10n.t('Try VRChat Auth with the local emulator?'),
          {
            modal: true,
            detail: l10n.t(
              'It starts a VRChat API on this machine and signs in there as a made-up account. Nothing is sent to VRChat, and you need no account.',
            ),
          },
          tryIt,
        );
        if (choice !== tryIt) return;
        const running = await run();
        await vscode.commands.executeCommand('vrchatAuth.accounts.focus');
        await signInAt(running);
      },

      async stopEmulator(): Promise<void> {
        const emulator = await starting;
        starting = undefined;
        if (emulator) {
          await access.ended(emulator.controls.address);
          await emulator.close();
        }
        onDidChange(undefined);
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
        await Promise.all([access.ended(emulator.controls.address), emulator.close()]);
      }),
  };
}

function readInsteadOf(value: unknown): InsteadOf | undefined {
  return hasTexts(value, 'address') ? { address: value.address, server: hasTexts(value, 'server') ? value.server : undefined } : undefined;
}
