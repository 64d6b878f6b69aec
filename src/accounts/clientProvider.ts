import { createVRChatClient, type Exchange, type VRChatClient } from '../vrchat/client.ts';
import { readPublicAddress } from '../vrchat/publicAddress.ts';
import type { ClientProvider, Problem } from './ports.ts';

/** Where requests go, and how they identify themselves. */
export interface ConnectionSettings {
  /** Base address of the API. */
  readonly server: string;
  readonly userAgent: string;
}

/**
 * Provides one client per address and User-Agent, so that the pauses it keeps outlive a call.
 *
 * @param readSettings - called at each use
 */
export function createClientProvider(
  readSettings: () => ConnectionSettings | { readonly problem: Problem },
  onExchange: (exchange: Exchange) => void,
): ClientProvider {
  const clients = new Map<string, VRChatClient>();
  return () => {
    const settings = readSettings();
    if ('problem' in settings) return settings;
    const key = `${settings.server} ${settings.userAgent}`;
    const client = clients.get(key) ?? createVRChatClient({ ...settings, onExchange });
    clients.set(key, client);
    return { client, server: settings.server, publicAddress: () => readPublicAddress(settings) };
  };
}
