import * as vscode from 'vscode';
import { maskValue } from '../../vrchat/secret.ts';
import type { EnvironmentChange } from './environmentFile.ts';
import type { GitStatus } from './gitStatus.ts';

const { l10n } = vscode;

/**
 * What a write will change, as a diff with masked secrets.
 *
 * @param open - the variable whose value is not secret
 */
export function summarizeChanges(changes: readonly EnvironmentChange[], open: string | undefined): string {
  const show = (name: string, value = ''): string => (name === open ? cut(value) : maskValue(value));
  const lines = changes.flatMap(({ name, kind, before, after }) => {
    switch (kind) {
      case 'added':
        return [`+ ${name}=${show(name, after)}`];
      case 'changed':
        return [`− ${name}=${show(name, before)}`, `+ ${name}=${show(name, after)}`];
      case 'removed':
        return [`− ${name}=${show(name, before)}`];
      case 'unchanged':
        return [];
    }
  });
  return [...lines, '', l10n.t('All other lines are left unchanged.')].join('\n');
}

/** What Git would do with the secret, if the user should know. */
export function gitWarning(status: GitStatus): string | undefined {
  switch (status.kind) {
    case 'notIgnored':
      return l10n.t('This file isn’t in .gitignore, so Git would commit it together with your session.');
    case 'tracked':
      return l10n.t(
        'Git already tracks this file, so your session would be in the next commit. .gitignore doesn’t affect tracked files; untrack it with “git rm --cached”.',
      );
    case 'unknown':
      return l10n.t('Couldn’t check whether Git ignores this file. Make sure it doesn’t get committed.');
    case 'ignored':
    case 'notInRepository':
      return undefined;
  }
}

/** Dialogs wrap longer lines, and they stop looking like lines of a file. */
function cut(value: string): string {
  const most = 20;
  return value.length > most ? `${value.slice(0, most)}…` : value;
}
