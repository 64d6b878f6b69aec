import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MementoPort } from '../../accounts/accountMemory.ts';
import type { ServerAccess } from '../../accounts/serverAccess.ts';
import type { EmulatorControls } from './emulatorControls.ts';
import { emulatorUsedKey } from './emulatorUsedKey.ts';

/** The port in the documentation. */
const usualPort = 8978;

/** An emulator of this window. */
export interface RunningEmulator {
  readonly controls: EmulatorControls;
  close(): Promise<void>;
}

export interface EmulatorLifecyclePorts {
  /** The folder for the emulator's state; created if it does not exist. */
  readonly folder: string;
  /** For all windows. */
  readonly memory: Pick<MementoPort, 'update'>;
  readonly access: Pick<ServerAccess, 'started' | 'ended'>;
  /** Called when an emulator has started or ended in this window. */
  readonly onDidChange: (running: EmulatorControls | undefined) => void;
  /** Injected, because the emulator shares no code with the rest. */
  readonly startEmulator: (options?: { readonly port: number; readonly stateFile: string }) => Promise<RunningEmulator>;
}

/** Starts and stops the emulator of this window, one after the other, so that a stop right after a start ends what has started. */
export function createEmulatorLifecycle({ folder, memory, access, onDidChange, startEmulator }: EmulatorLifecyclePorts) {
  let running: RunningEmulator | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<Value>(action: () => Promise<Value>): Promise<Value> {
    const result = last.then(action, action);
    last = result;
    return result;
  }

  async function open(): Promise<RunningEmulator> {
    await mkdir(folder, { recursive: true });
    try {
      return await startEmulator({ port: usualPort, stateFile: join(folder, 'emulator.json') });
    } catch {
      // Another window or program uses the port. Two emulators must not write the same state file.
      return await startEmulator();
    }
  }

  async function close(): Promise<void> {
    const emulator = running;
    if (!emulator) return;
    running = undefined;
    await Promise.all([access.ended(emulator.controls.address), emulator.close()]);
  }

  return {
    /** Starts the emulator, unless it runs. */
    start: (): Promise<EmulatorControls> =>
      inTurn(async () => {
        if (running) return running.controls;
        running = await open();
        const { controls } = running;
        // First, so that it is never taken for one that another window has made known.
        onDidChange(controls);
        try {
          await access.started(controls.address);
          await memory.update(emulatorUsedKey, true);
        } catch (error) {
          await close().finally(() => onDidChange(undefined));
          throw error;
        }
        return controls;
      }),

    stop: (): Promise<void> => inTurn(() => close().finally(() => onDidChange(undefined))),

    dispose: (): void => void inTurn(close).catch(() => undefined),
  };
}
