import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { World } from './world.ts';

/** The address of the fault `newAddress` without an argument; from a range reserved for documentation (RFC 5737). */
export const newAddress = '203.0.113.77';

/**
 * The public address of a client that asks for it now.
 *
 * @param network - the network its request names
 */
export function publicAddress({ faults }: World, network: string): string {
  const moved = faults.find(({ name }) => name === 'newAddress');
  if (moved) return moved.argument ?? newAddress;
  return addressOf(faults.some(({ name }) => name === 'otherNetwork') ? 'elsewhere' : network);
}

/** A network that is named after an address has that one, any other always the same one, from a range reserved for tests (RFC 2544). */
function addressOf(network: string): string {
  if (isIP(network) !== 0) return network;
  const [third, fourth] = createHash('sha256').update(network).digest();
  return `198.18.${third}.${fourth}`;
}
