import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { errorCode } from './errorCode.ts';

/**
 * Tells machines and containers apart, each of which has processes of its own: a process ID says nothing on another. A hash, because a
 * machine's name may be its owner's.
 */
export function thisMachine(): string {
  return createHash('sha256').update(`${hostname()} ${processSpace()}`).digest('hex').slice(0, 16);
}

/** On Linux, containers with the same name have different ones. */
function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** When this machine was started, in milliseconds since the epoch. */
export function bootedAt(): number {
  return Date.now() - uptime() * 1000;
}

/** Whether a process of this machine is running. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
