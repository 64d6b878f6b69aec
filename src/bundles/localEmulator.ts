import * as vscode from 'vscode';
import type { ServerAccess } from '../accounts/serverAccess.ts';
import { startEmulator } from '../emulator/emulator.ts';
import { useWindowToken } from '../prompts/windowToken.ts';
import { registerEmulatorCommands, type EmulatorControlCommands, type NothingBeside } from '../ui/commands.ts';
import { answersOf, createControlCommands, type EmulatedAnswers } from '../ui/emulator/controlCommands.ts';
import { createEmulatorCommands } from '../ui/emulator/emulatorCommands.ts';
import type { EmulatorControls, KnownEmulators } from '../ui/emulator/emulatorControls.ts';
import { createOtherEmulators } from '../ui/emulator/otherEmulators.ts';
import type { PointedRows } from '../ui/readTarget.ts';

export interface LocalEmulatorPorts {
  /** The folder for the emulator's state. */
  readonly storage: vscode.Uri;
  readonly memory: vscode.Memento;
  readonly access: Pick<ServerAccess, 'started' | 'ended'>;
  /** Signs in without a question. */
  readonly signIn: (server: string, answers: EmulatedAnswers) => Promise<void>;
  /** Of the tree. */
  readonly rows: PointedRows;
  /** Of this window. */
  readonly token: string;
  /** Called when an emulator has started or ended. */
  readonly onDidChange: (known: KnownEmulators) => void;
}

/**
 * A VRChat API on this machine. It runs in this window's extension host until it is stopped or the window is closed. Those of other windows are
 * watched and steered as well.
 */
export function createLocalEmulator({ signIn, rows, token, onDidChange, ...ports }: LocalEmulatorPorts) {
  useWindowToken(token);
  let own: EmulatorControls | undefined;
  const known = (): KnownEmulators => ({ own, others: others.all() });
  const others = createOtherEmulators(() => onDidChange(known()));
  const emulator = createEmulatorCommands({
    ...ports,
    signInAt: async (controls) => {
      const [first] = controls.accounts();
      if (first) await signIn(controls.address, { ...answersOf(controls, first), remembers: true });
    },
    startEmulator: async (options) => {
      const { address, controls, close } = await startEmulator(options);
      return { controls: { ...controls, address } satisfies EmulatorControls, close };
    },
    onDidChange: (controls) => {
      own = controls;
      onDidChange(known());
    },
  });
  const commands = createControlCommands({ emulators: known, signIn }) satisfies EmulatorControlCommands;
  const registration = registerEmulatorCommands(commands satisfies NothingBeside<EmulatorControlCommands, typeof commands>, rows);
  return {
    ...emulator,
    /** Watches the emulator of another window. Never rejects. @param address - of its API */
    connect: (address: string): Promise<void> => others.connect(address),
    dispose(): void {
      registration.dispose();
      others.dispose();
      emulator.dispose();
    },
  };
}
