import * as vscode from 'vscode';
import { hasTexts } from '../../accounts/storedShapes.ts';
import type { EmulatorCommands } from '../commands.ts';
import type { EmulatorControls } from './emulatorControls.ts';
import { createEmulatorLifecycle, type EmulatorLifecyclePorts } from './emulatorLifecycle.ts';
import { insteadOfKey } from './insteadOfKey.ts';

const { l10n } = vscode;

/** What the setting `vrchatAuth.server` was changed to, and its previous value. */
interface InsteadOf {
  readonly address: string;
  readonly server?: string | undefined;
}

export interface EmulatorCommandPorts extends Omit<EmulatorLifecyclePorts, 'folder'> {
  /** The folder for the emulator's state. */
  readonly storage: vscode.Uri;
  readonly memory: vscode.Memento;
  /** Signs in as one of its accounts, without a question, and remembers the password, so that the session is renewed. */
  readonly signInAt: (running: EmulatorControls) => Promise<void>;
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
export function createEmulatorCommands({ storage, signInAt, ...ports }: EmulatorCommandPorts): LocalEmulator {
  const { memory } = ports;
  const { start, stop, dispose } = createEmulatorLifecycle({ folder: storage.fsPath, ...ports });

  return {
    start: async () => (await start()).address,

    commands: {
      async startEmulator(): Promise<void> {
        const { address } = await start();
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
        const running = await start();
        await vscode.commands.executeCommand('vrchatAuth.accounts.focus');
        await signInAt(running);
      },

      stopEmulator: stop,
    },

    async restoreServer(): Promise<void> {
      const before = readInsteadOf(memory.get(insteadOfKey));
      const settings = vscode.workspace.getConfiguration('vrchatAuth');
      if (before && settings.inspect<string>('server')?.globalValue === before.address)
        await settings.update('server', before.server, vscode.ConfigurationTarget.Global);
      await memory.update(insteadOfKey, undefined);
    },

    dispose,
  };
}

function readInsteadOf(value: unknown): InsteadOf | undefined {
  return hasTexts(value, 'address') ? { address: value.address, server: hasTexts(value, 'server') ? value.server : undefined } : undefined;
}
