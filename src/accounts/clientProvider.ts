import { createVRChatClient, type Exchange, type VRChatClient } from '../vrchat/client.ts';
import { readNetworkError } from '../vrchat/networkError.ts';
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
    const settings = { server, userAgent: read.userAgent, fetch: fetchFrom(server) };
    const key = `${server} ${read.userAgent}`;
    const client =
      clients.get(key) ??
      createVRChatClient({ ...settings, onExchange: (exchange) => onExchange(exchange, server), pauseMemory: pausesAt(server) });
    clients.set(key, client);
    return { client, server, publicAddress: () => publicAddress(settings, salt) };
  };

  /**
   * The host's `fetch`, for one server. It is asked again before each try whether that may be sent to: an emulator may end while a call waits
   * for its turn or for its next try, and from then on its port belongs to anybody.
   */
  function fetchFrom(server: string): typeof globalThis.fetch {
    return async (input, init) => {
      if (access.isGone(server)) throw refused();
      try {
        return await globalThis.fetch(input, init);
      } catch (error) {
        if (readNetworkError(error, server).reason === 'refused') access.noteRefused(server);
        throw error;
      }
    };
  }
}

/** As if nothing listened there, which is all that is known. */
function refused(): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('the server is gone'), { code: 'ECONNREFUSED' }) });
}

/** Without a salt, nothing is known of the address. */
async function publicAddress(
  settings: { readonly server: string; readonly userAgent: string; readonly fetch: typeof globalThis.fetch },
  readSalt: () => Promise<string>,
): Promise<PublicAddress | undefined> {
  const salt = await readSalt().catch(() => undefined);
  return salt === undefined ? undefined : readPublicAddress({ ...settings, salt });
}
