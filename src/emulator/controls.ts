import { eventFixtures } from './eventFixtures.ts';
import { describeFault, faultForms, parseFault, type FaultRequest } from './faults.ts';
import { homeNetwork } from './limits.ts';
import { operations } from './operations.ts';
import { eventFrame, socketsOf } from './pipeline.ts';
import type { Account, Email } from './state.ts';
import { codePeriodSeconds, timeCode } from './timeCode.ts';
import type { RecordedRequest, World } from './world.ts';

/** What the control surface offers, for the process that the emulator runs in. Times are milliseconds since the epoch. */
export type Controls = ReturnType<typeof createControls>;

/** An account, with the two-factor code that works now, if there is one. */
export type ControlledAccount = {
  readonly username: string;
  readonly displayName: string;
  readonly email: string;
  readonly password: string;
  readonly twoFactor: 'totp' | 'email' | 'none';
  readonly code: { readonly digits: string; readonly validForMs: number } | undefined;
  readonly sessions: number;
};

/** With its place in the mailbox. */
type NumberedEmail = Email & { readonly id: number };

/** The controls of a running emulator. */
export function createControls(world: World) {
  /** Changes something, saves it and tells the listeners. */
  const changing = <Parameters extends unknown[], Result>(change: (...parameters: Parameters) => Result) => {
    return (...parameters: Parameters): Result => {
      const result = change(...parameters);
      world.save();
      return result;
    };
  };
  return {
    /** @returns ends it */
    onDidChange(listener: () => void): () => void {
      world.listeners.add(listener);
      return () => void world.listeners.delete(listener);
    },
    now: world.now,
    /** How far the emulator's clock is ahead. */
    clockAheadMs: (): number => world.state.clockOffset,
    network: (): string => world.network,
    accounts: (): readonly ControlledAccount[] => world.state.accounts.map((account) => describeAccount(world, account)),
    /** The oldest first. */
    mailbox: (): readonly NumberedEmail[] => world.state.mailbox.map((email, id) => ({ ...email, id })),
    /** The oldest first. */
    requests: (): readonly RecordedRequest[] => world.requests,
    /** How many requests there have been, as far as they are remembered. */
    requestCount: (): number => world.requests.length,
    faults: () => world.faults.map((fault) => ({ ...describeFault(fault), id: fault.id })),
    /** How many programs are connected to the pipeline. */
    connections: (): number => world.sockets.size,
    operations,
    faultForms,
    eventNames: Object.keys(eventFixtures),

    /** @returns what is wrong with it, if anything */
    addFault: changing((request: FaultRequest): string | undefined => addFault(world, request)),
    removeFault: changing((id: number) => removeFault(world, id)),
    expireSessions: changing(() => expireSessions(world)),
    moveTo: changing((network: string) => moveTo(world, network)),
    advanceClock: changing((seconds: number) => advanceClock(world, seconds)),
    /** @returns how many programs got it */
    sendEvent(name: string): number {
      const sockets = socketsOf(world, undefined);
      for (const socket of sockets) socket.send(eventFrame(name, eventFixtures[name]));
      return sockets.length;
    },
    reset: changing((): void => world.reset()),
  };
}

/** Adds a fault. @returns what is wrong with it, if anything */
export function addFault(world: World, request: FaultRequest): string | undefined {
  const fault = parseFault(request);
  if (typeof fault === 'string') return fault;
  world.faults.push(fault);
  return undefined;
}

export function removeFault(world: World, id: number): void {
  world.faults = world.faults.filter((fault) => fault.id !== id);
}

/** Ends all sessions of all accounts. */
export function expireSessions(world: World): void {
  world.state.sessions = [];
}

/** Changes the network of requests that name none. Sessions from another network are refused until it is back. */
export function moveTo(world: World, network: string): void {
  world.network = network.trim() === '' ? homeNetwork : network.trim();
}

export function advanceClock(world: World, seconds: number): void {
  world.state.clockOffset += seconds * 1000;
}

/** How long authenticator apps still show their codes. */
export function codeLeftMs(world: World): number {
  const periodMs = codePeriodSeconds * 1000;
  return periodMs - (world.now() % periodMs);
}

function describeAccount(world: World, account: Account): ControlledAccount {
  const { username, displayName, email, password, authenticator, withoutAuthenticator, userId } = account;
  return {
    username,
    displayName,
    email,
    password,
    twoFactor: authenticator ? 'totp' : withoutAuthenticator,
    code: currentCode(world, account),
    sessions: world.state.sessions.filter((session) => session.userId === userId).length,
  };
}

function currentCode(world: World, { authenticator, pendingSecret, emailCode }: Account): ControlledAccount['code'] {
  const secret = pendingSecret ?? authenticator?.secret;
  if (secret !== undefined) return { digits: timeCode(secret, world.now()), validForMs: codeLeftMs(world) };
  const leftMs = (emailCode?.expiresAt ?? 0) - world.now();
  return emailCode && leftMs > 0 ? { digits: emailCode.code, validForMs: leftMs } : undefined;
}
