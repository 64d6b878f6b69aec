import { randomUUID } from 'node:crypto';
import type { AccountStore } from './accounts/accountStore.ts';
import type { ClientProvider, Clock } from './accounts/ports.ts';
import { createSessionActions } from './accounts/sessionActions.ts';
import { signIn } from './accounts/signIn.ts';
import type { Commands } from './ui/commands.ts';
import type { Log } from './ui/log.ts';
import { createSessionCommands } from './ui/sessionCommands.ts';
import { readConnectionSettings } from './ui/settings.ts';
import { signInPrompter } from './ui/signInPrompter.ts';
import { createVRChatClient, type VRChatClient } from './vrchat/client.ts';

/**
 * Everything that talks to VRChat, in a bundle of its own that is loaded when it is first needed.
 *
 * @param version - the extension's version, for the User-Agent
 */
export function createSession({ store, log, version }: { readonly store: AccountStore; readonly log: Log; readonly version: string }) {
  const clock: Clock = { now: Date.now };
  const client = createClientProvider(version, log);
  const actions = createSessionActions({ store, client, clock, log });
  const commands: Commands = createSessionCommands({
    store, actions, log,
    signIn: (start) => signIn({ store, client, clock, log, prompter: signInPrompter, newId: randomUUID }, start),
  });
  return { actions, commands };
}

/** One client per address and User-Agent, so that its pauses outlive a call; the settings are read at each use. */
function createClientProvider(version: string, log: Log): ClientProvider {
  const clients = new Map<string, VRChatClient>();
  return () => {
    const settings = readConnectionSettings(version);
    if ('problem' in settings) return settings;
    const key = `${settings.server} ${settings.userAgent}`;
    const client = clients.get(key) ?? createVRChatClient({ ...settings, onExchange: (exchange) => log.exchange(exchange) });
    clients.set(key, client);
    return { client, server: settings.server };
  };
}
