import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A Node process and everything it starts. */
export type ProcessGroup = {
  /** The ID of the process and of its group. */
  readonly pid: number;
  /** The output so far, standard output and error together. */
  log(): string;
  /** Calls back with new output. */
  onOutput(listener: (text: string) => void): void;
  /** Resolves to the exit code, or the name of the signal, once the process has ended. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Ends the whole group and resolves once no process is left. */
  stop(): Promise<void>;
};

const running = new Set<number>();

/** Sends a signal to a group. Returns false if no process is left. */
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
 * Ends the started groups however this process ends. If something else handles a signal too, that handler decides whether to exit.
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
  // A forked worker whose parent has ended.
  process.on('disconnect', () => process.exit(1));
}

/** No process runs any more. An ended process can stay listed until the init process reaps it. */
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
 * Starts a Node script as the leader of its own process group, which ends with this process.
 *
 * @param options - `node` defaults to the Node of this process
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

/** The live processes of a group (Linux and macOS). */
export function groupMembers(group: number): { pid: number; command: string }[] {
  if (process.platform === 'linux') return linuxGroupMembers(group);
  return execFileSync('ps', ['-axo', 'pid=,pgid=,state=,command='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, pid, pgid, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      return Number(pgid) === group && !state?.startsWith('Z') ? [{ pid: Number(pid), command: command ?? '' }] : [];
    });
}
