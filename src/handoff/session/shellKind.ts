import * as vscode from 'vscode';

/** The kinds of shells that commands differ for. */
export type ShellKind = 'posix' | 'powershell' | 'cmd';

/** The kind of shell of this window's terminals. */
export function shellKind(): ShellKind {
  if (/(?:pwsh|powershell)(?:\.exe)?$/i.test(vscode.env.shell)) return 'powershell';
  return /cmd(?:\.exe)?$/i.test(vscode.env.shell) ? 'cmd' : 'posix';
}
