import * as vscode from 'vscode';
import { isLocal } from '../accounts/serverAccess.ts';
import { signInServer } from './settings.ts';

const { l10n } = vscode;

/** The emulator's port in the documentation. */
const usualPort = '8978';

/** What stands beside the name of an account that is not at the server where new sign-ins go; `undefined` for one that is. */
export function serverName(server: string): string | undefined {
  return server === signInServer() ? undefined : distinctName(server);
}

/** A server's name: that of its host, or that it is an emulator. */
export function distinctName(server: string): string {
  const url = URL.parse(server);
  if (!url) return server;
  if (!isLocal(server)) return url.host;
  return url.port === usualPort ? l10n.t('emulator') : l10n.t('emulator {0}', url.port);
}

/** The host that something is sent to. */
export function hostText(server: string): string {
  const host = URL.parse(server)?.host ?? server;
  return isLocal(server) ? l10n.t('{0} (emulator)', host) : host;
}
