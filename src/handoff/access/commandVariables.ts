import * as vscode from 'vscode';
import type { CommandVariable } from '../../prompts/commandVariables.ts';
import { workspaceText } from '../../prompts/pathText.ts';
import { accountName } from '../../prompts/accountName.ts';
import { environmentId } from '../session/environmentSession.ts';
import { cookieHeader, type HandoffSession } from '../session/handoffSession.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';

const { l10n } = vscode;

/**
 * Resolves the variables of launch configurations and tasks. Any task, launch configuration and extension can request them, so each needs a
 * trusted workspace and the user's consent for this workspace and variable.
 *
 * @throws Error that says why there is no value; VS Code shows it and starts nothing
 */
export function createCommandVariables(ports: HandoffPorts): Readonly<Record<CommandVariable, () => Promise<string>>> {
  const asking = new Map<CommandVariable, Promise<boolean>>();

  /** Two tasks that start together ask once. */
  function consent(variable: CommandVariable): Promise<boolean> {
    const answer = asking.get(variable) ?? askConsent(ports, variable).finally(() => asking.delete(variable));
    asking.set(variable, answer);
    return answer;
  }

  async function resolve(variable: CommandVariable): Promise<string> {
    const name = `\${command:vrchatAuth.${variable}}`;
    if (!vscode.workspace.isTrusted) throw new Error(l10n.t('{0} isn’t available in an untrusted workspace.', name));
    await ports.store.sync();
    if (!ports.sessions.active()) throw new Error(l10n.t('{0} isn’t available: no VRChat account is signed in.', name));
    if (!ports.grants.variables().includes(variable) && !(await consent(variable))) {
      throw new Error(l10n.t('{0} isn’t available: this workspace isn’t allowed to read it.', name));
    }
    // The user may have signed out while the question was open.
    const session = ports.sessions.active();
    const value = session && (await valueOf(ports, session, variable));
    if (value === undefined) throw new Error(l10n.t('{0} isn’t available: {1}', name, missing(variable)));
    return value;
  }

  return {
    authCookie: () => resolve('authCookie'),
    twoFactorAuthCookie: () => resolve('twoFactorAuthCookie'),
    cookieHeader: () => resolve('cookieHeader'),
    userId: () => resolve('userId'),
    oneTimeCode: () => resolve('oneTimeCode'),
  };
}

async function askConsent({ grants, sessions }: HandoffPorts, variable: CommandVariable): Promise<boolean> {
  const session = sessions.active();
  if (!session) return false;
  const allow = l10n.t('Allow');
  const choice = await vscode.window.showWarningMessage(
    l10n.t('Allow workspace “{0}” to read {1} of the active account?', workspaceText(), variableTitle(variable)),
    {
      modal: true,
      detail: l10n.t(
        'A task or launch configuration wants to read {0} (currently {1}’s). If you allow it, every task, launch configuration and extension in this workspace can read it without asking, until you revoke access with “Manage Workspace Access”.',
        `\${command:vrchatAuth.${variable}}`,
        accountName(sessions.named(session), 60),
      ),
    },
    allow,
  );
  if (choice !== allow) return false;
  await grants.addVariable(variable);
  return true;
}

/** What a variable contains, as part of a sentence. */
export function variableTitle(variable: CommandVariable): string {
  switch (variable) {
    case 'authCookie':
      return l10n.t('the auth cookie');
    case 'twoFactorAuthCookie':
      return l10n.t('the two-factor cookie');
    case 'cookieHeader':
      return l10n.t('the Cookie header');
    case 'userId':
      return l10n.t('the user ID');
    case 'oneTimeCode':
      return l10n.t('one-time codes');
  }
}

async function valueOf({ oneTimeCode }: HandoffPorts, session: HandoffSession, variable: CommandVariable): Promise<string | undefined> {
  switch (variable) {
    case 'authCookie':
      return session.auth.value.reveal();
    case 'twoFactorAuthCookie':
      return session.twoFactorAuth?.value.reveal();
    case 'cookieHeader':
      return cookieHeader(session);
    case 'userId':
      return session.userId === environmentId ? undefined : session.userId;
    case 'oneTimeCode':
      return oneTimeCode(session);
  }
}

function missing(variable: CommandVariable): string {
  switch (variable) {
    case 'twoFactorAuthCookie':
      return l10n.t('the session came without a two-factor cookie.');
    case 'oneTimeCode':
      return l10n.t('no authenticator secret is stored for the account. Run “Store Authenticator Secret” first.');
    case 'userId':
      return l10n.t('it isn’t known yet whose session this is. Run “Store Account from Environment” first.');
    case 'authCookie':
    case 'cookieHeader':
      return l10n.t('no VRChat account is signed in.');
  }
}
