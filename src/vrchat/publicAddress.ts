import { createHash } from 'node:crypto';

const timeoutMs = 5_000;

/**
 * Where VRChat sees this machine come from. VRChat binds sessions to that address, so a session that is refused from another one has not
 * necessarily expired. The front of the service (Cloudflare) tells anyone; no session and no operation of the API is involved.
 *
 * @param server - the API's base address
 * @returns a fingerprint of the address, good for comparing only; `undefined` if it could not be learnt
 */
export async function readPublicAddress({ server, userAgent, fetch = globalThis.fetch }: {
  readonly server: string;
  readonly userAgent: string;
  readonly fetch?: typeof globalThis.fetch;
}): Promise<string | undefined> {
  try {
    const response = await fetch(`${new URL(server).origin}/cdn-cgi/trace`, {
      headers: { 'user-agent': userAgent }, redirect: 'manual', credentials: 'omit', signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) return undefined;
    const address = /^ip=(\S{1,64})$/m.exec((await response.text()).slice(0, 4096))?.[1];
    return address === undefined ? undefined : createHash('sha256').update(address).digest('hex').slice(0, 16);
  } catch {
    return undefined;
  }
}
