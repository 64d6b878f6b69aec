import type * as vscode from 'vscode';
import { demoAccounts } from '../emulator/accountSeed.ts';
import { startEmulator } from '../emulator/emulator.ts';
import type { EmulatorCommands } from '../ui/commands.ts';
import { createEmulatorCommands } from '../ui/emulator/emulatorCommands.ts';

export interface LocalEmulatorPorts {
  /** The folder for the emulator's state. */
  readonly storage: vscode.Uri;
  readonly memory: vscode.Memento;
  readonly onDidChange: (runs: boolean) => void;
}

/** A VRChat API on this machine. It runs in this window's extension host until it is stopped or the window is closed. */
export function createLocalEmulator(ports: LocalEmulatorPorts): { readonly commands: EmulatorCommands; dispose(): void } {
  return createEmulatorCommands({ ...ports, startEmulator, demoAccounts });
}
