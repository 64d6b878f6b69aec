import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { secret, type Secret } from '../vrchat/secret.ts';

/** The key in a gateway address. It is worth nothing at another port, where another program might listen. */
export interface GatewayKey {
  readonly key: Secret;
  readonly port: number;
}

/** Makes a key of 192 random bits for a port. */
export function createKey(port: number): GatewayKey {
  return { key: secret(randomBytes(24).toString('base64url')), port };
}

/**
 * Finds the entry that a key belongs to. All of them are compared, each in constant time.
 *
 * @param port - the one the key was sent to
 */
export function findByKey<Entry extends GatewayKey>(entries: readonly Entry[], key: string, port: number): Entry | undefined {
  const wanted = digest(key);
  let found: Entry | undefined;
  for (const entry of entries) if (timingSafeEqual(digest(entry.key.reveal()), wanted) && entry.port === port) found = entry;
  return found;
}

/** The base address that a program uses in place of VRChat's. */
export function gatewayApiUrl({ key, port }: GatewayKey): string {
  return `http://127.0.0.1:${port}/${key.reveal()}/api/1`;
}

/** The address of the WebSocket that a program uses in place of VRChat's. */
export function gatewayPipelineUrl({ key, port }: GatewayKey): string {
  return `ws://127.0.0.1:${port}/${key.reveal()}/pipeline`;
}

/** Equal lengths, so that nothing is learned from the time a comparison takes. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
