import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { once } from '../accounts/once.ts';
import type { LockPort, SecretPort } from '../accounts/ports.ts';
import { whenFree } from '../accounts/whenFree.ts';
import { secret, type Secret } from '../vrchat/secret.ts';
import { gatewayPrefix } from './gatewayKeys.ts';
import { createKey, findByKey, type GatewayKey } from './keys.ts';

/** The key of one grant. */
export interface GrantKey extends GatewayKey {
  readonly grantId: string;
}

export interface StoredKeysPorts {
  readonly secrets: SecretPort;
  readonly locks: LockPort;
  /** Names the machine: the gateways of different machines share the secrets, but neither port nor keys. Without a slash. */
  readonly host: string;
}

const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const StoredKey = v.object({ version: v.literal(1), key: v.pipe(v.string(), v.minLength(22)), port: Port });

/**
 * The keys of this machine's gateway, its port, and the secret by which its windows know each other: entries of the secret store, so that
 * all windows see them. What cannot be read opens nothing and is replaced when a key is wanted.
 */
export async function createStoredKeys({ secrets, locks, host }: StoredKeysPorts) {
  const prefix = gatewayPrefix(host);
  const keyPrefix = `${prefix}key/`;
  const portKey = `${prefix}port`;
  const secretKey = `${prefix}secret`;
  const keys = new Map<string, GrantKey>();
  const listeners = new Set<() => void>();
  let storedPort: number | undefined;

  const notify = (): void => listeners.forEach((listener) => listener());

  function keep(name: string, text: string | undefined): void {
    if (name === portKey) storedPort = readPort(text);
    if (!name.startsWith(keyPrefix)) return;
    const grantId = name.slice(keyPrefix.length);
    const key = readKey(text);
    if (key) keys.set(grantId, { grantId, ...key });
    else keys.delete(grantId);
  }

  async function follow(name: string): Promise<void> {
    keep(name, await secrets.get(name));
    notify();
  }

  const subscription = secrets.onDidChange(({ key }) => {
    // While the keyring is locked, the key that is known stays: `ensure` reads it again.
    if (key.startsWith(prefix)) follow(key).catch(() => undefined);
  });
  const names = (await secrets.keys()).filter((name) => name.startsWith(prefix));
  await Promise.all(names.map(async (name) => keep(name, await secrets.get(name))));

  async function write(name: string, text: string): Promise<void> {
    await secrets.store(name, text);
    keep(name, text);
    notify();
  }

  const change = <Value>(action: () => Promise<Value>): Promise<Value> => whenFree(locks, 'gateway-keys', action);

  async function make(grantId: string, port: number): Promise<GrantKey> {
    const made = createKey(port);
    await write(keyPrefix + grantId, JSON.stringify({ version: 1, key: made.key.reveal(), port }));
    return { grantId, ...made };
  }

  return {
    /** The port that was taken last, by any window of this machine. */
    port: (): number | undefined => storedPort,

    /** Stores the port for all windows and replaces the keys of other ports, which the program that listens there may have learned. */
    setPort: (port: number): Promise<void> =>
      change(async () => {
        await write(portKey, JSON.stringify(port));
        for (const { grantId, port: old } of keys.values()) if (old !== port) await make(grantId, port);
      }),

    /** The secret that proves a window to the others. */
    windowSecret: once(() =>
      change(async (): Promise<Secret> => {
        const stored = await secrets.get(secretKey);
        const text = stored !== undefined && stored.length >= 32 ? stored : randomBytes(32).toString('base64url');
        if (text !== stored) await write(secretKey, text);
        return secret(text);
      }),
    ),

    /** @returns the key of a grant, if it has one */
    of: (grantId: string): GrantKey | undefined => keys.get(grantId),

    /** @returns the ID of the grant that a key belongs to. All are compared in constant time */
    find: (key: string, port: number): string | undefined => findByKey([...keys.values()], key, port)?.grantId,

    /** Gives a grant a key for a port, unless it has one. */
    ensure: (grantId: string, port: number): Promise<GrantKey> =>
      change(async () => {
        keep(keyPrefix + grantId, await secrets.get(keyPrefix + grantId));
        const current = keys.get(grantId);
        return current?.port === port ? current : make(grantId, port);
      }),

    /** Ends a grant's key and gives it another one. */
    replace: (grantId: string, port: number): Promise<GrantKey> => change(() => make(grantId, port)),

    /** Ends a grant's key. */
    remove: (grantId: string): Promise<void> =>
      change(async () => {
        await secrets.delete(keyPrefix + grantId);
        keep(keyPrefix + grantId, undefined);
        notify();
      }),

    /** Called when a key or the port has changed, in any window. */
    onDidChange(listener: () => void): { dispose(): void } {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },

    dispose: (): void => subscription.dispose(),
  };
}

function readKey(text: string | undefined): GatewayKey | undefined {
  const parsed = v.safeParse(StoredKey, parse(text));
  return parsed.success ? { key: secret(parsed.output.key), port: parsed.output.port } : undefined;
}

function readPort(text: string | undefined): number | undefined {
  const parsed = v.safeParse(Port, parse(text));
  return parsed.success ? parsed.output : undefined;
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
