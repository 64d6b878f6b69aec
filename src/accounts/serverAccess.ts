import { isLoopback } from '../vrchat/server.ts';
import type { MementoPort } from './accountMemory.ts';
import { isObject, readEntries } from './storedShapes.ts';

export interface ServerAccessPorts {
  /** Shared by all windows. */
  readonly memory: MementoPort;
  /** The address in the setting, if it is one. */
  readonly configured: () => string | undefined;
  /** This extension host's process. */
  readonly process: {
    readonly id: number;
    readonly machine: string;
    readonly isRunning: (pid: number) => boolean;
    /** When the machine was started, in milliseconds since the epoch. */
    readonly bootedAt: () => number;
  };
}

export type ServerAccess = ReturnType<typeof createServerAccess>;

const emulatorsKey = 'emulators';

/** Where an emulator runs. */
interface EmulatorProcess {
  readonly pid: number;
  readonly machine: string;
  readonly bootedAt: number;
}

/** The clock may be corrected while an emulator runs; no machine is started again that fast. */
const toleranceMs = 60_000;

/**
 * Which servers may be sent to. An address of this machine belongs to whatever program listens there at the moment, so it is usable only while
 * an emulator of this extension runs there, or while the user's word for it holds: the setting names it, or they signed in there from this
 * window. The word ends when nothing answers any more.
 */
export function createServerAccess({ memory, configured, process }: ServerAccessPorts) {
  const allowed = new Set<string>();

  const stored = (): Readonly<Record<string, EmulatorProcess>> => readEntries(memory.get(emulatorsKey), isEmulatorProcess);

  /** After a restart of the machine, the process with the number of an emulator's is another one. */
  const isAlive = ({ pid, machine, bootedAt }: EmulatorProcess): boolean =>
    machine === process.machine && Math.abs(process.bootedAt() - bootedAt) < toleranceMs && process.isRunning(pid);

  /** The addresses of the emulators that run in a window of this machine. */
  const emulators = (): string[] => Object.entries(stored()).flatMap(([address, emulator]) => (isAlive(emulator) ? [address] : []));

  /** Emulators of windows that were closed are left out. */
  const others = (address: string) =>
    Object.fromEntries(Object.entries(stored()).filter(([other, emulator]) => other !== address && isAlive(emulator)));

  return {
    emulators,

    /** Notes that this window has started an emulator. */
    started: (address: string): PromiseLike<void> =>
      memory.update(emulatorsKey, {
        ...others(address),
        [address]: { pid: process.id, machine: process.machine, bootedAt: process.bootedAt() } satisfies EmulatorProcess,
      }),

    /** Notes that an emulator has ended. */
    ended(address: string): PromiseLike<void> {
      allowed.delete(address);
      return memory.update(emulatorsKey, others(address));
    },

    /** Whether nobody vouches for what listens at a server's address. Nothing is sent there then. */
    isGone(server: string): boolean {
      if (!isLocal(server)) return false;
      const setting = configured();
      // The user's word stays when they name another server.
      if (setting !== undefined) allowed.add(setting);
      return !allowed.has(server) && !emulators().includes(server);
    },

    /** The user says that what listens there is what they think. */
    allow: (server: string): void => void allowed.add(server),

    /** Nothing listens there any more, and something else may later. */
    noteRefused: (server: string): void => void allowed.delete(server),
  };
}

/** Whether a server is on this machine. */
export function isLocal(server: string): boolean {
  const url = URL.parse(server);
  return url !== null && isLoopback(url.hostname);
}

function isEmulatorProcess(value: unknown): value is EmulatorProcess {
  return isObject(value) && typeof value.pid === 'number' && typeof value.machine === 'string' && typeof value.bootedAt === 'number';
}
