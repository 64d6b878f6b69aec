import * as vscode from 'vscode';
import type { Grant, GrantWay } from '../../accounts/grants.ts';
import { accountText } from '../../prompts/accountText.ts';
import { variableTitle, wayText } from '../../prompts/grantText.ts';
import { joinWords } from '../../prompts/joinTexts.ts';
import { plainText } from '../../prompts/plainText.ts';
import { commandVariables, type CommandVariable } from '../../prompts/commandVariables.ts';
import { chooseNames } from './chooseNames.ts';
import { programText } from './folderProgram.ts';
import { grantedAccount } from './grantedAccount.ts';
import { grantedNames } from './handoffSettings.ts';
import type { HandoffPorts } from './handoffPorts.ts';
import type { HandoffSession } from './handoffSession.ts';
import { readVariableNames } from './variableNames.ts';

const { l10n } = vscode;

/** What the user is asked to allow. */
export interface GrantQuestion {
  readonly folder: vscode.WorkspaceFolder;
  readonly session: HandoffSession;
  readonly way: GrantWay;
  /** Of the folder's program. */
  readonly userAgent: string;
}

/**
 * Asks the user to allow the programs of a folder the session of an account, in one way, and stores the answer.
 *
 * @returns `undefined` if the user did not allow it
 */
export async function askGrant(ports: HandoffPorts, question: GrantQuestion): Promise<Grant | undefined> {
  const { folder, session, way, userAgent } = question;
  const wanted = { folder: folder.uri.toString(), account: grantedAccount(session), way, userAgent };
  const allow = l10n.t('Allow');
  const change = l10n.t('Change Variables…');
  const choice = await vscode.window.showWarningMessage(
    titleText(ports, question),
    { modal: true, detail: [...grantLines(ports, question), '', consequenceText(way)].join('\n') },
    allow,
    ...('names' in way ? [change] : []),
  );
  if (choice === allow) return ports.grants.allow(wanted);
  if (choice !== change || !('names' in way)) return undefined;
  // Asked again with the new names, or with the same ones if the user chose none.
  const names = await chooseNames(way.carries, readVariableNames(way.names));
  return askGrant(ports, names ? { ...question, way: { ...way, names: grantedNames(names) } } : question);
}

function titleText({ sessions }: HandoffPorts, { folder, session, way }: GrantQuestion): string {
  const account = accountText(sessions.named(session));
  const name = folderName(folder);
  switch (way.kind) {
    case 'terminals':
      if (way.carries === 'gateway') return l10n.t('Let terminals and debugging in “{0}” work as {1}?', name, account);
      return l10n.t('Give the session of {0} to terminals and debugging in “{1}”?', account, name);
    case 'variable':
      return l10n.t('Let “{0}” read {1} of {2}?', name, titleOf(way.variable), account);
    case 'environmentFile':
      return l10n.t('Write the session of {0} to {1}?', account, wayText(way));
    case 'gateway':
      return l10n.t('Let programs in “{0}” work as {1}?', name, account);
    case 'agentTools':
      return l10n.t('Let agents in “{0}” work as {1}?', name, account);
  }
}

/** The facts of a grant, one a line: folder, account, way and program. */
export function grantLines({ sessions, grants }: HandoffPorts, { folder, session, way, userAgent }: GrantQuestion): string[] {
  const replaced = grants.inPlaceOf({ folder: folder.uri.toString(), account: grantedAccount(session), way, userAgent });
  return [
    l10n.t('Folder: {0}', folderName(folder)),
    l10n.t('Account: {0}', accountText(sessions.named(session))),
    l10n.t('Access: {0}', accessText(way)),
    l10n.t('User-Agent: {0}', programText(userAgent)),
    ...(replaced.length === 0 ? [] : [l10n.t('It takes the place of the other account that was allowed here.')]),
  ];
}

function consequenceText(way: GrantWay): string {
  const until = l10n.t('You can revoke it under Programs in the Accounts view.');
  switch (way.kind) {
    case 'variable':
      return way.variable === 'userId'
        ? until
        : l10n.t(
            'A task or launch configuration asked for it. Every task, extension and agent in this window can then read it without asking, and use the account with it. {0}',
            until,
          );
    case 'terminals':
    case 'environmentFile':
      if (way.carries === 'gateway') return addressText(until, way.kind);
      return way.kind === 'terminals'
        ? l10n.t(
            'Every program that runs there can then read the session and use the account, and so can agents that use a terminal. {0}',
            until,
          )
        : l10n.t('Every program that runs there can then read the session and use the account. {0}', until);
    case 'gateway':
      return addressText(until, way.kind);
    case 'agentTools':
      return l10n.t(
        'Agents and extensions in this window can then read from VRChat as this account without asking, and see what it sees. Whatever changes something is asked for each time. They get no secret. {0}',
        until,
      );
  }
}

function titleOf(name: string): string {
  const variable: CommandVariable | undefined = commandVariables.find((candidate) => candidate === name);
  return variable === undefined ? plainText(name, 40) : variableTitle(variable);
}

function addressText(until: string, kind: GrantWay['kind']): string {
  if (kind === 'terminals')
    return l10n.t(
      'Programs get an address on this machine that works while VS Code is open, and no secret. Agents that use a terminal get it, too. {0}',
      until,
    );
  return l10n.t('Programs get an address on this machine that works while VS Code is open, and no secret. {0}', until);
}

/** The way, with the variables that it sets and what they carry. */
function accessText(way: GrantWay): string {
  if (!('names' in way)) return wayText(way);
  const { authCookie, twoFactorAuth, userAgent, apiUrl, pipelineUrl } = readVariableNames(way.names);
  const names = way.carries === 'gateway' ? [apiUrl, pipelineUrl, userAgent] : [authCookie, twoFactorAuth, userAgent, apiUrl, pipelineUrl];
  const carrier = way.carries === 'gateway' ? [l10n.t('through the session gateway')] : [l10n.t('with the session’s cookies')];
  return joinWords([wayText(way), ...carrier, ...names].filter((text) => text !== undefined));
}

export function folderName({ name }: vscode.WorkspaceFolder): string {
  return plainText(name, 60);
}
