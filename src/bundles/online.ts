import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import type { AccountStore } from '../accounts/accountStore.ts';
import type { ClientProvider, ClipboardPort, Clock, LockPort, Problem, Prompter } from '../accounts/ports.ts';
import { renewSession } from '../accounts/renewal.ts';
import { createSessionActions } from '../accounts/sessionActions.ts';
import { signIn } from '../accounts/signIn.ts';
import { createTermsOfServiceCheck } from '../accounts/termsOfService.ts';
import { createWaitingSignIn } from '../accounts/waitingSignIn.ts';
import { createAccountCommands } from '../ui/account/accountCommands.ts';
import type { Commands } from '../ui/commands.ts';
import { createDiagnoseCommand } from '../ui/account/diagnose.ts';
import type { Log } from '../prompts/log.ts';
import { createSessionCommands } from '../ui/account/sessionCommands.ts';
import { reportProblem } from '../prompts/reportProblem.ts';
import { readConnectionSettings } from '../prompts/settings.ts';
import { signInPrompter } from '../ui/account/signInPrompter.ts';
import { createStoredAccountCommands } from '../ui/account/storedAccountCommands.ts';
import { createTwoFactorCommands } from '../ui/twoFactor/twoFactorCommands.ts';
import { readServiceConfig } from '../vrchat/serviceConfig.ts';
import { createVRChatClient, type Exchange, type VRChatClient } from '../vrchat/client.ts';
import { readPublicAddress } from '../vrchat/publicAddress.ts';

export interface OnlinePorts {
  readonly store: AccountStore;
  readonly locks: LockPort;
  readonly clipboard: ClipboardPort;
  readonly log: Log;
  /** To be called when a session has been made. */
  readonly noteRemote: () => void;
  readonly context: vscode.ExtensionContext;
}

/** Everything that talks to VRChat, in a bundle of its own that is loaded when it is first needed. */
export function createOnline({ store, locks, clipboard, log, noteRemote, context }: OnlinePorts) {
  const { version } = context.extension.packageJSON as { version: string };
  const exchanges: Exchange[] = [];
  let serverOffset: number | undefined;
  const clock: Clock = { now: Date.now, serverOffset: () => serverOffset };
  const client = createClientProvider(version, (exchange) => {
    log.exchange(exchange);
    exchanges.splice(0, Math.max(0, exchanges.length - 19));
    exchanges.push(exchange);
    if (exchange.serverTime) serverOffset = exchange.serverTime.server - exchange.serverTime.local;
  });
  const ports = { store, client, clock, log, locks, newId: randomUUID };
  const actions = createSessionActions(ports);
  const waiting = createWaitingSignIn();
  const checkTerms = createTermsOfServiceCheck({
    store, locks, now: Date.now,
    readVersion: async () => {
      const settings = readConnectionSettings(version);
      return 'problem' in settings ? undefined : (await readServiceConfig(settings.server, settings.userAgent))?.currentTOSVersion;
    },
  });
  const sessionCommands = createSessionCommands({
    store, actions, memory: context.globalState,
    signIn: async (start) => {
      const outcome = await signIn({ ...ports, prompter: signInPrompter }, start);
      waiting.note(outcome);
      if (outcome.kind === 'signedIn') noteRemote();
      return outcome;
    },
  });
  const commands: Commands = {
    ...sessionCommands,
    refreshProfile: async (target) => {
      await sessionCommands.refreshProfile(target);
      await checkTerms();
    },
    ...createAccountCommands({
      store, actions, client,
      continueSignIn: async () => {
        const attempt = waiting.take();
        if (attempt) await sessionCommands.continueSignIn(attempt);
        return attempt !== undefined;
      },
    }),
    ...createStoredAccountCommands(store, actions),
    ...createTwoFactorCommands({ store, actions, clipboard }),
    ...createDiagnoseCommand({ store, clock, context, exchanges: () => exchanges }),
  };

  /** Stores a session that is there already, if the server knows it. */
  async function signInWith(cookies: string): Promise<void> {
    let problem: Problem | undefined;
    const prompter: Prompter = {
      ask: async (question, submit, unneeded) => {
        if (question.kind !== 'cookie') return signInPrompter.ask(question, submit, unneeded);
        problem = await submit(cookies);
        return { kind: problem ? 'cancelled' : 'accepted' };
      },
    };
    await signIn({ ...ports, prompter }, { kind: 'withCookie' });
    if (problem) await reportProblem(problem);
  }

  /** The check in the background, which has the terms looked at where the server can be reached anyway. */
  async function check(userId: string): Promise<void> {
    if (!(await actions.verify(userId))) await checkTerms();
  }

  return { check, commands, signInWith, renew: (userId: string) => renewSession(userId, ports) };
}

/** One client per address and User-Agent, so that its pauses outlive a call; the settings are read at each use. */
function createClientProvider(version: string, onExchange: (exchange: Exchange) => void): ClientProvider {
  const clients = new Map<string, VRChatClient>();
  return () => {
    const settings = readConnectionSettings(version);
    if ('problem' in settings) return settings;
    const key = `${settings.server} ${settings.userAgent}`;
    const client = clients.get(key) ?? createVRChatClient({ ...settings, onExchange });
    clients.set(key, client);
    return { client, server: settings.server, publicAddress: () => readPublicAddress(settings) };
  };
}
