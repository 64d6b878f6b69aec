import * as vscode from 'vscode';
import type { Carried } from '../../accounts/grants.ts';
import { maskValue } from '../../vrchat/secret.ts';
import type { EnvironmentChange, EnvironmentFileProblem } from './environmentFile.ts';
import type { GitStatus } from './gitStatus.ts';

const { l10n } = vscode;

/**
 * What a write will change, as a diff with masked secrets.
 *
 * @param isOpen - whether a variable's value is not secret
 */
export function summarizeChanges(changes: readonly EnvironmentChange[], isOpen: (name: string, value: string) => boolean): string {
  const show = (name: string, value = ''): string => (isOpen(name, value) ? cut(value) : maskValue(value));
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
export function gitWarning(status: GitStatus, carries: Carried): string | undefined {
  if (carries === 'gateway' && (status.kind === 'notIgnored' || status.kind === 'tracked'))
    return l10n.t('Git would commit this file. The address in it works only on this machine, but doesn’t belong in a repository.');
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
  const most = 40;
  return value.length > most ? `${value.slice(0, most)}…` : value;
}

/** Why a file can't be edited, and that it wasn't. @param file - its path as text */
export function editProblemText(problem: EnvironmentFileProblem, file: string): string {
  switch (problem.problem) {
    case 'notText':
      return l10n.t('{0} isn’t UTF-8 or ASCII, so it was not changed.', file);
    case 'encrypted':
      return l10n.t('{0} is encrypted, and clear text would break it. It was not changed. Choose another file.', file);
    case 'unquotable':
      return l10n.t('The values can’t be written to {0} in a form that every .env reader understands. The file was not changed.', file);
    case 'otherForm':
      return l10n.t(
        'Line {0} of {1} sets {2} in a form that isn’t edited here. Put it on a line of its own, as {2}=…, then try again.',
        problem.line,
        file,
        problem.name,
      );
    case 'hidden':
      return l10n.t(
        'Programs would not see {0} in {1}, probably because a quote before it isn’t closed. The file was not changed.',
        problem.name,
        file,
      );
  }
}
