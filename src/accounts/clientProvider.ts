import { createVRChatClient, type Exchange, type VRChatClient } from '../vrchat/client.ts';
import type { PauseMemory } from '../vrchat/pauses.ts';
import { readPublicAddress, type PublicAddress } from '../vrchat/publicAddress.ts';
import type { ClientProvider, Problem } from './ports.ts';

/** Where requests go, and how they identify themselves. */
export interface ConnectionSettings {
  /** Base address of the API. */
  readonly server: string;
  readonly userAgent: string;
}

/**
 * Provides one client per address and User-Agent.
 *
 * @param readSettings - called at each use
 * @param pausesAt - where the pauses of a server's accounts are kept
 * @param salt - of the fingerprints of public addresses
 */
export function createClientProvider(
  readSettings: () => ConnectionSettings | { readonly problem: Problem },
  onExchange: (exchange: Exchange) => void,
  pausesAt: (server: string) => PauseMemory,
  salt: () => Promise<string>,
): ClientProvider {
  const clients = new Map<string, VRChatClient>();
  return () => {
    const settings = readSettings();
    if ('problem' in settings) return settings;
    const key = `${settings.server} ${settings.userAgent}`;
    const client = clients.get(key) ?? createVRChatClient({ ...settings, onExchange, pauseMemory: pausesAt(settings.server) });
    clients.set(key, client);
    return { client, server: settings.server, publicAddress: () => publicAddress(settings, salt) };
  };
}

/** Without a salt, nothing is known of the address. */
async function publicAddress(settings: ConnectionSettings, readSalt: () => Promise<string>): Promise<PublicAddress | undefined> {
  const salt = await readSalt().catch(() => undefined);
  return salt === undefined ? undefined : readPublicAddress({ ...settings, salt });
}
