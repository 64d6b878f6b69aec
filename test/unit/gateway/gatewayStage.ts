import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished } from 'vitest';
import { startEmulator, type EmulatorOptions } from '../../../src/emulator/emulator.ts';
import { startGateway, type Gateway } from '../../../src/gateway/gateway.ts';
import { createKey, findByKey, gatewayApiUrl, gatewayPipelineUrl, type GatewayKey } from '../../../src/gateway/keys.ts';
import type { PipelineTimes } from '../../../src/gateway/pipelineUpstream.ts';
import type { GatewayGrant, GatewayPorts, LentSession } from '../../../src/gateway/ports.ts';
import { createVRChatClient, type VRChatClient } from '../../../src/vrchat/client.ts';
import type { StoredPause } from '../../../src/vrchat/pauses.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { createSessionCookies, type StoredCookie } from '../../../src/vrchat/sessionCookies.ts';
import { emulatorControl } from '../../emulatorControl.ts';
import { searchLeavingBytes } from '../../leavingBytes.ts';

export const folder = 'file:///home/me/bot';
export const folderUserAgent = 'GatewayTest/1.0 tests@vrchat-auth.org';
export const extensionUserAgent = 'VRChatAuth/0.1 tests@vrchat-auth.org';
/** Short, but long enough for a machine that is busy. */
export const quickTimes: PipelineTimes = { pingMs: 300, stallMs: 1500, silenceMs: 60_000, retryMs: 20, longestRetryMs: 100 };

export type Grant = GatewayGrant & GatewayKey;

/** An account's session at the emulator, as the extension would lend it. */
export interface TestSession extends LentSession {
  /** Lets renewals succeed, as if the user had turned on automatic sign-in. */
  optIn(): void;
  readonly signOut: () => void;
  /** How often VRChat was asked about the session, and how often a login was spent. */
  readonly spent: { confirmed: number; renewed: number };
  readonly authCookie: () => string;
}

export interface StageOptions {
  readonly emulator?: EmulatorOptions;
  readonly ports?: Partial<GatewayPorts>;
  readonly pipelineTimes?: PipelineTimes;
  /** Sessions of other accounts, which the gateway lends as well. */
  readonly others?: readonly LentSession[];
}

/** A gateway in front of an emulator, where plainuser is signed in, with one grant. All of it ends with the test. */
export async function setGatewayStage(options: StageOptions = {}) {
  const emulator = await startEmulator(options.emulator);
  onTestFinished(() => emulator.close());
  const control = emulatorControl(emulator.address);
  const { userId } = await control.account('plainuser');
  const session = await signIn(emulator.address, userId);
  return { ...control, ...(await openGateway(session, options)), session, userId, emulator };
}

/** The secrets of a session, as it has them at the moment, and those it had before. */
export function secretsOf(session: LentSession): () => readonly string[] {
  const all = new Set(['plain-user-password']);
  return () => {
    for (const { name, value } of session.cookies() ?? []) if (name === 'auth' || name === 'twoFactorAuth') all.add(value);
    return [...all];
  };
}

/** A gateway that lends a session. Nothing that leaves it may contain a secret of the session, whatever the test is about. */
export async function openGateway(session: LentSession, { ports = {}, pipelineTimes = quickTimes, others = [] }: StageOptions = {}) {
  const grants: Grant[] = [];
  const listeners = new Set<() => void>();
  const gateway = await startGateway(
    {
      findGrant: (key, port) => findByKey(grants, key, port),
      onDidChange: (listener) => {
        listeners.add(listener);
        return { dispose: () => listeners.delete(listener) };
      },
      session: ({ userId }) => [session, ...others].find(({ account }) => account.userId === userId),
      userAgent: () => extensionUserAgent,
      ...ports,
    },
    { port: 0, pipelineTimes },
  );
  const secrets = [session, ...others].map(secretsOf);
  const left = searchLeavingBytes(
    () => gateway.port,
    () => secrets.flatMap((known) => known()),
  );
  onTestFinished(async () => {
    await gateway.close();
    expect(left(), 'secrets that left the gateway').toEqual([]);
  });
  const addGrant = ({ account }: LentSession = session): Grant => {
    const grant = {
      id: `grant-${grants.length}`,
      folder,
      account,
      userAgent: folderUserAgent,
      ...createKey(gateway.port),
    };
    grants.push(grant);
    return grant;
  };
  const grant = addGrant();
  return {
    gateway,
    grant,
    addGrant,
    /** Takes a grant away, as the user does under Programs. */
    revoke: (revoked: Grant): void => {
      grants.splice(grants.indexOf(revoked), 1);
      for (const listener of listeners) listener();
    },
    api: gatewayApiUrl(grant),
    pipelineUrl: gatewayPipelineUrl(grant),
    key: grant.key.reveal(),
    origin: `http://127.0.0.1:${gateway.port}`,
    emulatorOrigin: new URL(session.account.server).origin,
  };
}

export async function signIn(server: string, userId: string, username = 'plainuser'): Promise<TestSession> {
  const client: VRChatClient = createVRChatClient({ server, userAgent: extensionUserAgent, retryDelayMs: 1 });
  const credentials = { username, password: secret('plain-user-password') };
  const jar = createSessionCookies(server);
  await client.getCurrentUser({ account: userId, cookies: jar }, { credentials });
  let stored: readonly StoredCookie[] | undefined = jar.toStored();
  const keep = (cookies: readonly StoredCookie[]): void => {
    stored = cookies;
  };
  let pauses: readonly StoredPause[] = [];
  let isDead = false;
  let renews = false;
  const spent = { confirmed: 0, renewed: 0 };
  return {
    account: { server, userId },
    loginNames: username === 'plainuser' ? [username, 'plain.user@example.org'] : [username],
    cookies: () => (isDead ? undefined : stored),
    keepCookies: (cookies, before) => {
      if (stored === before) keep(cookies);
    },
    pauses: () => pauses,
    keepPauses: (noted) => {
      pauses = noted;
    },
    confirm: async () => {
      spent.confirmed += 1;
      if (!stored) return 'dead';
      const result = await client.verifyAuthToken({ account: userId, cookies: createSessionCookies(server, stored) });
      if (result.ok) return 'alive';
      isDead = result.error.kind === 'missingCredentials';
      return isDead ? 'dead' : 'unknown';
    },
    renew: async () => {
      if (!renews) return false;
      spent.renewed += 1;
      const fresh = createSessionCookies(server);
      const result = await client.getCurrentUser({ account: userId, cookies: fresh }, { credentials });
      if (!result.ok) return false;
      keep(fresh.toStored());
      isDead = false;
      return true;
    },
    optIn: () => {
      renews = true;
    },
    signOut: () => {
      stored = undefined;
    },
    spent,
    authCookie: () => stored?.find(({ name }) => name === 'auth')?.value ?? '',
  };
}

/** Sends bytes as they are and returns all that comes back. */
export async function sendRaw(gateway: Gateway, bytes: string): Promise<string> {
  const socket = connect(gateway.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(bytes);
  return text(socket);
}

/** The message of an error in VRChat's shape. */
export async function messageOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: { message: string; status_code: number } };
  return JSON.parse(error.message) as string;
}

/** A port that nothing listens on at the moment. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
