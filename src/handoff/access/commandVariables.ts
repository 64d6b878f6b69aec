import * as vscode from 'vscode';
import { accountId, accountKey, isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { Grant } from '../../accounts/grants.ts';
import { knownState } from '../../accounts/sessionState.ts';
import { readNamedAccount, type CommandVariable } from '../../prompts/commandVariables.ts';
import { joinSentences } from '../../prompts/joinTexts.ts';
import { plainText } from '../../prompts/plainText.ts';
import { stateExplanation } from '../../prompts/stateText.ts';
import { askGrant } from '../session/askGrant.ts';
import { chooseFolder } from '../session/chooseFolder.ts';
import { environmentId } from '../session/environmentSession.ts';
import { sessionOfGrant } from '../session/grantedAccount.ts';
import type { HandoffSession } from '../session/handoffSession.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';

const { l10n } = vscode;

/**
 * Resolves the variables of launch configurations and tasks. Any task, launch configuration, extension and agent can request them, so each
 * needs a trusted workspace and the user's consent for the folder, the account and the variable.
 *
 * @throws Error that says why there is no value; VS Code shows it and starts nothing
 */
export function createCommandVariables(ports: HandoffPorts): Readonly<Record<CommandVariable, (argument: unknown) => Promise<string>>> {
  const asking = new Map<string, Promise<Grant>>();

  /** Two tasks that start together ask once. */
  function consent(variable: CommandVariable, name: string, named: AccountId | undefined): Promise<Grant> {
    const key = JSON.stringify([variable, named && accountKey(named)]);
    const answer = asking.get(key) ?? askConsent(ports, variable, name, named).finally(() => asking.delete(key));
    asking.set(key, answer);
    return answer;
  }

  async function resolve(variable: CommandVariable, argument: unknown): Promise<string> {
    const account = readNamedAccount(argument);
    const name = `\${command:vrchatAuth.${variable}}`;
    if (!vscode.workspace.isTrusted) throw new Error(l10n.t('{0} isn’t available in an untrusted workspace.', name));
    if (ports.grants.folders().length === 0) throw new Error(l10n.t('{0} isn’t available in a window without a folder.', name));
    await Promise.all([ports.store.sync(), ports.grants.sync()]);
    const named = account === undefined ? undefined : findAccount(ports, account, name);
    const grant = findGrant(ports, variable, name, named) ?? (await consent(variable, name, named));
    // The user may have signed out while the question was open, and no other account stands in for the granted one.
    const session = sessionOfGrant(ports.sessions, grant.account);
    if (!session)
      throw new Error(
        l10n.t('{0} isn’t available: the account that this folder was given isn’t signed in. Sign in, then run it again.', name),
      );
    const answer = await valueOf(ports, { grant, session, variable });
    if ('missing' in answer) throw new Error(l10n.t('{0} isn’t available: {1}', name, answer.missing));
    return answer.value;
  }

  return {
    apiUrl: (argument) => resolve('apiUrl', argument),
    pipelineUrl: (argument) => resolve('pipelineUrl', argument),
    userId: (argument) => resolve('userId', argument),
  };
}

/**
 * The account that an input names, by its display name or its user ID.
 *
 * @throws Error if no account is called that, or several are
 */
function findAccount({ store }: HandoffPorts, account: string, name: string): AccountId {
  const wanted = account.trim().toLowerCase();
  const found = store.records().filter((record) => record.userId.toLowerCase() === wanted || record.displayName.toLowerCase() === wanted);
  const [first, ...others] = found;
  const called = plainText(account, 60);
  if (!first) throw new Error(l10n.t('{0} isn’t available: no account here is called {1}.', name, called));
  if (others.length > 0) throw new Error(l10n.t('{0} isn’t available: several accounts are called {1}.', name, called));
  return accountId(first);
}

/**
 * The grant for a variable. VS Code does not say which folder's task asks, so folders that were given different accounts get none.
 *
 * @throws Error if the folders of this window were given different accounts
 */
function findGrant({ grants }: HandoffPorts, variable: CommandVariable, name: string, named: AccountId | undefined): Grant | undefined {
  const given = grants.here('variable').filter(({ way }) => way.variable === variable);
  if (named) return given.find(({ account }) => isSameAccount(account, named));
  const [first, ...others] = given.filter(({ way }) => way.isNamed !== true);
  if (first && others.some(({ account }) => !isSameAccount(account, first.account))) {
    throw new Error(l10n.t('{0} isn’t available: the folders of this window were given different accounts.', name));
  }
  return first;
}

/** @throws Error if there is no account to ask for, or the user does not allow it */
async function askConsent(ports: HandoffPorts, variable: CommandVariable, name: string, named: AccountId | undefined): Promise<Grant> {
  const session = named ? ports.sessions.of(named) : ports.sessions.active();
  if (!session)
    throw new Error(
      named
        ? l10n.t('{0} isn’t available: the account that it names isn’t signed in.', name)
        : l10n.t('{0} isn’t available: the active VRChat account isn’t signed in.', name),
    );
  const refused = (): Error =>
    new Error(l10n.t('{0} isn’t available because you didn’t allow it. Start the program again to be asked again.', name));
  const folder = await chooseFolder(ports);
  if (folder === undefined || folder === 'none') throw refused();
  const userAgent = await ports.programs.ask(folder);
  const grant =
    userAgent &&
    (await askGrant(ports, { folder, session, way: { kind: 'variable', variable, ...(named && { isNamed: true }) }, userAgent }));
  if (!grant) throw refused();
  return grant;
}

function deadText(store: AccountStore, session: HandoffSession): string {
  const state = store.account(session)?.state;
  const explanation = state && stateExplanation(knownState(state), session.server);
  const advice = l10n.t('Sign in, then run it again.');
  return explanation === undefined ? advice : joinSentences([explanation, advice]);
}

/** @returns what the variable contains, or why it has no value */
async function valueOf(
  ports: HandoffPorts,
  { grant, session, variable }: { readonly grant: Grant; readonly session: HandoffSession; readonly variable: CommandVariable },
): Promise<{ readonly value: string } | { readonly missing: string }> {
  if (session.userId === environmentId)
    return { missing: l10n.t('it isn’t known yet whose session this is. Run “Store Account from Environment” first.') };
  if (variable === 'userId') return { value: session.userId };
  // The address would answer, and every request with an error.
  if (ports.sessions.isDead(session) && ports.store.view(session)?.renewsItself !== true)
    return { missing: deadText(ports.store, session) };
  if (!ports.isBesidePrograms()) return { missing: l10n.t('programs of this window run on another machine than the session gateway.') };
  const addresses = await (await ports.gateway()).open(grant.id);
  return addresses
    ? { value: addresses[variable] }
    : { missing: l10n.t('no port is free. Choose another one in the setting “vrchatAuth.gatewayPort”.') };
}
