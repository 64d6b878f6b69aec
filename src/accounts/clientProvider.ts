import { createVRChatClient, type Exchange, type VRChatClient } from '../vrchat/client.ts';
import type { PauseMemory } from '../vrchat/pauses.ts';
import { readPublicAddress, type PublicAddress } from '../vrchat/publicAddress.ts';
import type { ClientProvider, Problem } from './ports.ts';
import type { ServerAccess } from './serverAccess.ts';

/**
 * Provides one client per server and User-Agent.
 *
 * @param readUserAgent - called at each use
 * @param access - says which servers may be sent to
 * @param pausesAt - where the pauses of a server's accounts are kept
 * @param salt - of the fingerprints of public addresses
 */
export function createClientProvider(
  readUserAgent: () => { readonly userAgent: string } | { readonly problem: Problem },
  access: Pick<ServerAccess, 'isGone' | 'noteRefused'>,
  onExchange: (exchange: Exchange, server: string) => void,
  pausesAt: (server: string) => PauseMemory,
  salt: () => Promise<string>,
): ClientProvider {
  const clients = new Map<string, VRChatClient>();
  return (server) => {
    const read = readUserAgent();
    if ('problem' in read) return read;
    if (access.isGone(server)) return { problem: { kind: 'serverGone', server } };
    const settings = { server, userAgent: read.userAgent };
    const key = `${server} ${read.userAgent}`;
    const client = clients.get(key) ?? createVRChatClient({ ...settings, onExchange: note(server), pauseMemory: pausesAt(server) });
    clients.set(key, client);
    return { client, server, publicAddress: () => publicAddress(settings, salt) };
  };

  function note(server: string): (exchange: Exchange) => void {
    return (exchange) => {
      if (exchange.unreachable === 'refused') access.noteRefused(server);
      onExchange(exchange, server);
    };
  }
}

/** Without a salt, nothing is known of the address. */
async function publicAddress(
  settings: { readonly server: string; readonly userAgent: string },
  readSalt: () => Promise<string>,
): Promise<PublicAddress | undefined> {
  const salt = await readSalt().catch(() => undefined);
  return salt === undefined ? undefined : readPublicAddress({ ...settings, salt });
}
