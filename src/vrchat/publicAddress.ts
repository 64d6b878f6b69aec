import { createHmac } from 'node:crypto';
import { isIP } from 'node:net';

const timeoutMs = 5_000;
const maxBytes = 4096;

/**
 * A fingerprint of the public address that VRChat sees, such as `ipv4 3f…`: good for comparing, and worth nothing without the salt. VRChat
 * ties sessions to the address, so a session that is rejected from another one has not necessarily expired.
 */
export type PublicAddress = string;

/**
 * Reads the public address. Cloudflare, in front of the service, tells it without a session or an API operation.
 *
 * @param server - the API's base address
 * @param salt - the same for all addresses that are compared with each other
 * @returns `undefined` if it could not be read
 */
export async function readPublicAddress({
  server,
  userAgent,
  salt,
  fetch = globalThis.fetch,
}: {
  readonly server: string;
  readonly userAgent: string;
  readonly salt: string;
  readonly fetch?: typeof globalThis.fetch;
}): Promise<PublicAddress | undefined> {
  try {
    const response = await fetch(`${new URL(server).origin}/cdn-cgi/trace`, {
      headers: { 'user-agent': userAgent },
      redirect: 'manual',
      credentials: 'omit',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const address = response.status === 200 ? /^ip=(\S{1,64})$/m.exec(await readBeginning(response))?.[1] : undefined;
    const place = address === undefined ? undefined : placeOf(address);
    return place && `${place.family} ${createHmac('sha256', salt).update(place.prefix).digest('hex').slice(0, 16)}`;
  } catch {
    return undefined;
  }
}

/**
 * Compares where a session was valid with where it is used now.
 *
 * @returns `unknown` between IPv4 and IPv6, because one machine has both
 */
export function compareAddresses(before: PublicAddress | undefined, now: PublicAddress | undefined): 'same' | 'other' | 'unknown' {
  const family = (address = ''): string | undefined => /^(ipv[46]) /.exec(address)?.[1];
  if (family(before) === undefined || family(before) !== family(now)) return 'unknown';
  return before === now ? 'same' : 'other';
}

/** What an address has in common with the others of its network: all of an IPv4 address, the first 64 bits of an IPv6 address (RFC 4291). */
function placeOf(address: string): { readonly family: 'ipv4' | 'ipv6'; readonly prefix: string } | undefined {
  if (isIP(address) === 4) return { family: 'ipv4', prefix: address };
  if (isIP(address) !== 6) return undefined;
  // The URL parser spells each address in one way only, and writes an IPv4 address inside as two groups.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text = ''): string[] => text.split(':').filter((group) => group !== '');
  const [first, last] = [groups(head), groups(tail)];
  const all = [...first, ...Array.from({ length: 8 - first.length - last.length }, () => '0'), ...last];
  const mapped = /^(?:0:){5}ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(all.join(':'));
  if (!mapped) return { family: 'ipv6', prefix: all.slice(0, 4).join(':') };
  const bytes = mapped.slice(1).flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]);
  return { family: 'ipv4', prefix: bytes.join('.') };
}

/** The answer has a few hundred bytes; the rest of a longer one is not read. */
async function readBeginning({ body }: Response): Promise<string> {
  let text = '';
  if (!body) return text;
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  const decoder = new TextDecoder();
  while (text.length < maxBytes) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value.subarray(0, maxBytes), { stream: true });
  }
  reader.cancel().catch(() => undefined);
  return text.slice(0, maxBytes);
}
