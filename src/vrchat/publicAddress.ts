import { createHash } from 'node:crypto';

const timeoutMs = 5_000;

/**
 * The public address that VRChat sees. VRChat ties sessions to it, so a session that is rejected from another address has not necessarily
 * expired. Cloudflare, in front of the service, tells it without a session or an API operation.
 *
 * @param server - the API's base address
 * @returns a fingerprint of the address, only good for comparing; `undefined` if it could not be read
 */
export async function readPublicAddress({
  server,
  userAgent,
  fetch = globalThis.fetch,
}: {
  readonly server: string;
  readonly userAgent: string;
  readonly fetch?: typeof globalThis.fetch;
}): Promise<string | undefined> {
  try {
    const response = await fetch(`${new URL(server).origin}/cdn-cgi/trace`, {
      headers: { 'user-agent': userAgent },
      redirect: 'manual',
      credentials: 'omit',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) return undefined;
    const address = /^ip=(\S{1,64})$/m.exec((await response.text()).slice(0, 4096))?.[1];
    return address === undefined ? undefined : createHash('sha256').update(address).digest('hex').slice(0, 16);
  } catch {
    return undefined;
  }
}
