import * as vscode from 'vscode';
import { isSameAccount } from '../../accounts/accountId.ts';
import type { Grant } from '../../accounts/grants.ts';
import { accountText } from '../../prompts/accountText.ts';
import { nameText } from '../../prompts/pathText.ts';
import { secret, type Secret } from '../../vrchat/secret.ts';
import { askGrant } from '../session/askGrant.ts';
import { chooseFolder } from '../session/chooseFolder.ts';
import { environmentId } from '../session/environmentSession.ts';
import { sessionOfGrant } from '../session/grantedAccount.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';

/** What agents get: the gateway, for this extension's own tools. */
interface AgentAccess {
  /** The gateway's address. It contains the key of the grant, and goes to no agent. */
  readonly api: Secret;
  readonly account: string;
  readonly folder: string;
}

type AccessProblem = 'noFolder' | 'noSession' | 'notAllowed' | 'noPort';

/** The access of agents' tools to the account that the user has allowed in this window's folder, and to no other. Asks if nothing is allowed yet. */
export function createAgentAccess(ports: HandoffPorts): () => Promise<AgentAccess | AccessProblem> {
  const { grants, sessions, store } = ports;
  let asking: Promise<Grant | AccessProblem> | undefined;

  async function ask(): Promise<Grant | AccessProblem> {
    const folder = await chooseFolder(ports);
    if (folder === undefined || folder === 'none') return 'noFolder';
    const known = grants.here('agentTools').find((grant) => grant.folder === folder.uri.toString());
    if (known) return known;
    const session = sessions.active();
    if (!session || session.userId === environmentId) return 'noSession';
    const userAgent = await ports.programs.ask(folder);
    if (userAgent === undefined) return 'notAllowed';
    return (await askGrant(ports, { folder, session, way: { kind: 'agentTools' }, userAgent })) ?? 'notAllowed';
  }

  /** Several calls at a time ask once. */
  async function askOnce(): Promise<Grant | AccessProblem> {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  return async () => {
    await Promise.all([store.sync(), grants.sync()]);
    const [first, ...others] = grants.here('agentTools');
    // Agents do not say which folder they work in, so folders with different accounts are a question.
    const isClear = first !== undefined && others.every(({ account }) => isSameAccount(account, first.account));
    const grant = isClear ? first : await askOnce();
    if (typeof grant === 'string') return grant;
    const session = sessionOfGrant(sessions, grant.account);
    if (!session) return 'noSession';
    const addresses = await (await ports.gateway()).open(grant.id);
    if (!addresses) return 'noPort';
    return {
      api: secret(addresses.apiUrl),
      account: accountText(sessions.named(session)),
      folder: nameText(vscode.Uri.parse(grant.folder, true)),
    };
  };
}
