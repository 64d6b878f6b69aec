import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A Node process and everything it starts. */
export type ProcessGroup = {
  /** The process's id, which is the group's too. */
  readonly pid: number;
  /** What it has written so far, standard output and error together. */
  log(): string;
  /** Calls back for every further piece of output. */
  onOutput(listener: (text: string) => void): void;
  /** Resolves to the exit code, or the name of the signal, when the process itself has ended. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Ends the whole group and resolves when none of it is left. */
  stop(): Promise<void>;
};

const running = new Set<number>();

/** Sends a signal to a group; false when nothing is left of it. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    if (process.platform !== 'win32') return process.kill(-pid, signal);
    if (signal !== 0) spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']);
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

let guarded = false;

/**
 * Whatever ends this process ends the groups it started. Where somebody else listens to a signal too, ending is theirs
 * to decide.
 */
function guardExit(): void {
  if (guarded) return;
  guarded = true;
  process.on('exit', () => {
    for (const pid of running) signalGroup(pid, 'SIGKILL');
  });
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(128 + number);
    });
  }
  // A forked worker whose parent is gone.
  process.on('disconnect', () => process.exit(1));
}

/** Nothing runs any more. What has ended may still be listed until the system's first process takes note of it. */
function isGone(group: number): boolean {
  if (process.platform === 'win32' || !signalGroup(group, 0)) return !signalGroup(group, 0);
  return groupMembers(group).length === 0;
}

async function waitUntilGone(group: number, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (!isGone(group)) {
    if (Date.now() > end) return false;
    await delay(20);
  }
  return true;
}

function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
}

/**
 * Starts a Node script as the leader of a process group of its own, which ends when this process does.
 *
 * @param options `node` is the Node to run it in, this process's own unless given
 */
export async function startProcessGroup(
  script: string,
  args: readonly string[],
  { node = process.execPath, ...options }: { node?: string; cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<ProcessGroup> {
  guardExit();
  const child = spawn(node, [fileURLToPath(import.meta.resolve('./endWithParent.ts')), script, ...args], {
    ...options,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = endOf(child);
  const { pid } = child;
  if (pid === undefined) {
    await ended;
    throw new Error(`${script} could not be started.`);
  }
  running.add(pid);
  let log = '';
  const listeners: ((text: string) => void)[] = [];
  const collect = (data: Buffer): void => {
    const text = data.toString();
    log += text;
    for (const listener of listeners) listener(text);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return {
    pid,
    log: () => log,
    onOutput: (listener) => void listeners.push(listener),
    ended,
    stop: async () => {
      signalGroup(pid, 'SIGTERM');
      if (!(await waitUntilGone(pid, 2000))) {
        signalGroup(pid, 'SIGKILL');
        await waitUntilGone(pid, 5000);
      }
      running.delete(pid);
      await ended;
    },
  };
}

function linuxGroupMembers(group: number): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // "pid (name) state parent group …", where the name may contain anything
        const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(')').at(-1)?.trim().split(' ') ?? [];
        if (Number(fields[2]) !== group || fields[0] === 'Z') return [];
        return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
      } catch {
        return [];
      }
    });
}

/** The processes of a group (Linux and macOS) that are alive now. */
export function groupMembers(group: number): { pid: number; command: string }[] {
  if (process.platform === 'linux') return linuxGroupMembers(group);
  return execFileSync('ps', ['-axo', 'pid=,pgid=,state=,command='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, pid, pgid, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      return Number(pgid) === group && !state?.startsWith('Z') ? [{ pid: Number(pid), command: command ?? '' }] : [];
    });
}
