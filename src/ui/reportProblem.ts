import * as vscode from 'vscode';
import type { Problem } from '../accounts/ports.ts';
import { problemText } from './problemText.ts';

const { l10n } = vscode;

/** Pages of VRChat's website, for what can be done there only. */
export const websitePages = {
  profile: 'https://vrchat.com/home/profile',
  register: 'https://vrchat.com/home/register',
  terms: 'https://vrchat.com/home/tosupdated',
} as const;

/** @param page - a page of VRChat's website */
export async function openWebsitePage(page: keyof typeof websitePages): Promise<void> {
  await vscode.env.openExternal(vscode.Uri.parse(websitePages[page], true));
}

/**
 * Says what stopped an action on an account, with the way out where there is one.
 *
 * @param subject - what was to be done, or whose account it is
 */
export async function reportProblem(problem: Problem, subject: { readonly userId: string }): Promise<void> {
  if (problem.kind === 'cancelled') return;
  const ways = waysOut(problem, subject.userId);
  const choice = await vscode.window.showWarningMessage(problemText(problem), ...ways.map(({ label }) => label));
  await ways.find(({ label }) => label === choice)?.go();
}

interface WayOut {
  readonly label: string;
  readonly go: () => PromiseLike<unknown>;
}

function waysOut(problem: Problem, userId: string): WayOut[] {
  const command = (label: string, name: string, ...parameters: unknown[]): WayOut => ({ label, go: () => vscode.commands.executeCommand(name, ...parameters) });
  const showLog = command(l10n.t('Show Log'), 'vrchatAuth.showLog');
  switch (problem.kind) {
    case 'stepUpRequired':
      return [{ label: l10n.t('Open vrchat.com'), go: () => openWebsitePage('profile') }];
    case 'missingCredentials':
    case 'requiresTwoFactorAuth':
      return [command(l10n.t('Sign In Again'), 'vrchatAuth.signIn', { userId })];
    case 'deletionScheduled':
      return [command(l10n.t('Cancel Deletion'), 'vrchatAuth.cancelDeletion', { userId })];
    case 'settings':
      return [command(l10n.t('Open Settings'), 'workbench.action.openSettings', `vrchatAuth.${problem.setting}`), showLog];
    default:
      return [showLog];
  }
}
