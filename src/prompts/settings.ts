import * as vscode from 'vscode';
import { defaultServer, parseServer, userAgentProblem } from '../vrchat/server.ts';
import type { Privacy } from '../accounts/accountViews.ts';
import type { Problem } from '../accounts/ports.ts';

const defaultGatewayPort = 8980;

/**
 * Reads the current User-Agent.
 *
 * @param version - the extension's version, for the default User-Agent
 * @returns the setting, or what is wrong with it; nothing is sent then
 */
export function readUserAgent(version: string): { readonly userAgent: string } | { readonly problem: Problem } {
  const userAgent = setting('userAgent', defaultUserAgent(version));
  const problem = userAgentProblem(userAgent);
  if (problem) return { problem: { kind: 'settings', setting: 'userAgent', reason: problem } };
  return { userAgent };
}

/** The address where new sign-ins go: the default if the setting is invalid, so that accounts there keep their names. */
export function signInServer(): string {
  const address = configuredServer();
  return 'server' in address ? address.server : defaultServer;
}

/** Time between two background checks, in milliseconds; 0 for none. Other intervals are five minutes at least and a day at most. */
export function checkInterval(): number {
  const minutes = numericSetting('checkIntervalMinutes', 15);
  return minutes > 0 ? Math.min(Math.max(5, minutes), 24 * 60) * 60_000 : 0;
}

/** Whether names and IDs are hidden, for screen sharing. */
export function privacy(): Privacy {
  return {
    hidden: vscode.workspace.getConfiguration('vrchatAuth').get<unknown>('privacyMode') ? true : false,
    placeholder: (number) => vscode.l10n.t('Account {0}', number),
  };
}

/** Seconds until a copied secret is cleared from the clipboard, an hour at most; 0 for never. */
export function clipboardClearSeconds(): number {
  return Math.min(Math.max(0, numericSetting('clipboardClearSeconds', 60)), 3600);
}

/** The port that the session gateway takes if it has not had one before. */
export function gatewayPort(): number {
  const port = numericSetting('gatewayPort', defaultGatewayPort);
  return Number.isInteger(port) && port >= 1024 && port <= 65_535 ? port : defaultGatewayPort;
}

/** The address in the setting, or what is wrong with it. */
export function configuredServer(): ReturnType<typeof parseServer> {
  return parseServer(setting('server', defaultServer));
}

/** A setting that holds no number falls back to its default. */
function numericSetting(name: string, fallback: number): number {
  const value: unknown = vscode.workspace.getConfiguration('vrchatAuth').get(name);
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

/** An empty setting falls back to its default, and so does one that holds no text: VS Code checks no types. */
function setting(name: string, fallback: string): string {
  const value: unknown = vscode.workspace.getConfiguration('vrchatAuth').get(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : fallback;
}

/** Names the application, its version and a contact, as VRChat requires of every client; in the form that .NET's parser takes, too. */
function defaultUserAgent(version: string): string {
  return `VRChatAuthForVSCode/${version} (https://marketplace.visualstudio.com/items?itemName=vrchat-auth.vrchat-auth)`;
}
