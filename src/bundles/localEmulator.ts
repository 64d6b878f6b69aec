import type * as vscode from 'vscode';
import type { ServerAccess } from '../accounts/serverAccess.ts';
import { demoAccounts } from '../emulator/accountSeed.ts';
import { startEmulator } from '../emulator/emulator.ts';
import { createEmulatorCommands, type LocalEmulator } from '../ui/emulator/emulatorCommands.ts';

export interface LocalEmulatorPorts {
  /** The folder for the emulator's state. */
  readonly storage: vscode.Uri;
  readonly memory: vscode.Memento;
  readonly access: Pick<ServerAccess, 'started' | 'ended'>;
  readonly onDidChange: (runs: boolean) => void;
}

/** A VRChat API on this machine. It runs in this window's extension host until it is stopped or the window is closed. */
export function createLocalEmulator(ports: LocalEmulatorPorts): LocalEmulator {
  return createEmulatorCommands({ ...ports, startEmulator, demoAccounts });
}
