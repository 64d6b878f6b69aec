import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import type { AccountId } from '../accounts/accountId.ts';
import type { AccountStore } from '../accounts/accountStore.ts';
import { createAnsweringPrompter } from '../accounts/answeringPrompter.ts';
import { createClientProvider } from '../accounts/clientProvider.ts';
import { createExchangeHistory } from '../accounts/exchangeHistory.ts';
import type { ClipboardPort, LockPort, SecretPort } from '../accounts/ports.ts';
import type { GrantedAccess } from './grantedAccess.ts';
import { useWindowToken } from '../prompts/windowToken.ts';
import { createLivenessCheck } from '../accounts/livenessCheck.ts';
import { renewSession } from '../accounts/renewal.ts';
import type { ServerAccess } from '../accounts/serverAccess.ts';
import { createSessionActions } from '../accounts/sessionActions.ts';
import { createSessionsElsewhere } from '../accounts/sessionsElsewhere.ts';
import { knownState } from '../accounts/sessionState.ts';
import { signIn } from '../accounts/signIn.ts';
import { createStoredPauses } from '../accounts/storedPauses.ts';
import { createTermsOfServiceCheck } from '../accounts/termsOfService.ts';
import { createWaitingSignIn } from '../accounts/waitingSignIn.ts';
import { createAccountCommands } from '../ui/account/accountCommands.ts';
import type { Commands, NothingBeside } from '../ui/commands.ts';
import type { EmulatedAnswers } from '../ui/emulator/controlCommands.ts';
import { createDiagnoseCommand } from '../ui/account/diagnose.ts';
import type { Log } from '../prompts/log.ts';
import { createSessionCommands } from '../ui/account/sessionCommands.ts';
import { reportProblem } from '../prompts/reportProblem.ts';
import { readUserAgent } from '../prompts/settings.ts';
import { createSignInPrompter } from '../ui/account/signInPrompter.ts';
import { sayRenewedElsewhere } from '../ui/account/sayRenewedElsewhere.ts';
import { createRemoteNotice } from '../ui/status/remoteNotice.ts';
import { createStoredAccountCommands } from '../ui/account/storedAccountCommands.ts';
import { createTwoFactorCommands } from '../ui/twoFactor/twoFactorCommands.ts';
import type { ShownCode } from '../ui/twoFactor/shownCodes.ts';
import { dismissSuggestion } from '../ui/tree/suggestions.ts';
import { readServiceConfig } from '../vrchat/serviceConfig.ts';

export interface OnlinePorts {
  readonly store: AccountStore;
  readonly secrets: SecretPort;
  readonly locks: LockPort;
  readonly access: ServerAccess;
  /** Of the fingerprints of public addresses. */
  readonly salt: () => Promise<string>;
  readonly clipboard: ClipboardPort;
  readonly log: Log;
  /** The extension's version. */
  readonly version: string;
  /** For all windows. */
  readonly memory: vscode.Memento;
  /** What folders were given of sessions. */
  readonly granted: () => Promise<GrantedAccess>;
  readonly gatewayRuns: () => boolean;
  /** Shows a one-time code in the tree while the user needs it. */
  readonly showCode: (account: AccountId, code: () => ShownCode) => Promise<void>;
  /** Of this window. */
  readonly token: string;
}

/** Everything that talks to VRChat; loaded when first needed. */
export function createOnline(given: OnlinePorts) {
  const { store, secrets, locks, access, salt, clipboard, log, version, memory, granted, gatewayRuns, showCode, token } = given;
  useWindowToken(token);
  const noteRemote = createRemoteNotice(memory);
  const history = createExchangeHistory(Date.now);
  const { clock } = history;
  const client = createClientProvider(
    () => readUserAgent(version),
    access,
    (exchange, server) => {
      log.exchange(exchange);
      history.note(exchange, server);
    },
    (server) => createStoredPauses({ store, secrets, locks, now: Date.now, log }, server),
    salt,
  );
  const ports = { store, client, clock, log, locks, newId: randomUUID };
  const prompter = createSignInPrompter(memory);
  const actions = createSessionActions(ports);
  const elsewhere = createSessionsElsewhere(ports);
  const waiting = createWaitingSignIn();
  const checkTerms = createTermsOfServiceCheck({
    store,
    locks,
    now: Date.now,
    readVersion: async (server) => {
      const read = readUserAgent(version);
      const isUsable = !('problem' in read) && !access.isGone(server);
      return isUsable ? (await readServiceConfig(server, read.userAgent))?.currentTOSVersion : undefined;
    },
  });
  const sessionCommands = createSessionCommands({
    store,
    actions,
    elsewhere,
    access,
    isWaiting: prompter.isWaiting,
    usesOf: async (account) => (await granted()).usesOf(account),
    handoffState: async () => ({ usesTerminals: (await granted()).here.here('terminals').length > 0, gatewayRuns: gatewayRuns() }),
    signIn: async (start, asked = prompter) => {
      const outcome = await signIn({ ...ports, prompter: asked }, start);
      waiting.note(outcome);
      if (outcome.kind === 'signedIn') noteRemote();
      return outcome;
    },
  });
  const { continueSignIn, signInAnswered, signInTo, signOutOf, ...sessionCommandsOnly } = sessionCommands;
  const commands = {
    ...sessionCommandsOnly,
    refreshProfile: async (target) => {
      await sessionCommands.refreshProfile(target);
      for (const server of new Set(store.records().map((record) => record.server))) await checkTerms(server);
    },
    ...createAccountCommands({
      store,
      actions,
      client,
      access,
      continueSignIn: async () => {
        const attempt = waiting.take();
        if (attempt) await continueSignIn(attempt);
        return attempt !== undefined;
      },
    }),
    ...createStoredAccountCommands({ store, actions, endAccess: async (account) => (await granted()).forget(account) }),
    ...createTwoFactorCommands({ store, actions, clipboard, showCode }),
    dismissSuggestion: async (target) => {
      if (target?.account) await dismissSuggestion(memory, target.account);
      store.touch();
    },
    ...createDiagnoseCommand({ store, clock, access, version, exchanges: history.recent }),
  } satisfies Commands;

  /** Stores an existing session, if the server knows it. */
  async function signInWith(cookies: string, server: string): Promise<void> {
    const outcome = await signIn({ ...ports, prompter }, { kind: 'withCookie', server, cookies });
    if (outcome.kind === 'failed') await reportProblem(outcome.problem);
  }

  /** Signs in to a local emulator with the answers of one of its accounts. */
  function signInAs(server: string, { username, password, code, remembers = false }: EmulatedAnswers): Promise<void> {
    const answers = { username: () => username, password: () => password, code, cookie: () => undefined };
    return signInAnswered(
      server,
      createAnsweringPrompter(({ kind }) => answers[kind](), remembers),
    );
  }

  /** The background check. It also checks the Terms of Service, because the server can be reached then. */
  async function check(account: AccountId): Promise<void> {
    if (!(await actions.verify(account))) await checkTerms(account.server);
  }

  /** @returns whether there is a new session */
  async function renew(account: AccountId): Promise<boolean> {
    const before = store.account(account);
    const isElsewhere = before !== undefined && knownState(before.state).kind === 'otherNetwork';
    if ((await renewSession(account, ports)) !== 'renewed') return false;
    const view = store.view(account);
    if (isElsewhere && view) sayRenewedElsewhere(view);
    return true;
  }

  return {
    check,
    /** Finds out whether a session is alive, at the moment it is handed over. */
    confirmAlive: createLivenessCheck({ store, locks, now: Date.now, verify: (account) => actions.verify(account), renew }),
    verify: (account: AccountId) => actions.verify(account),
    takeOver: () => elsewhere.takeOver(),
    commands: commands satisfies NothingBeside<Commands, typeof commands>,
    signInWith,
    signInAs,
    signInTo,
    signOut: signOutOf,
    renew,
  };
}
