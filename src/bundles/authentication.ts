import * as vscode from 'vscode';
import { createAuthenticationSessions, type AuthenticationSessionPorts } from '../handoff/provider/authenticationSessions.ts';
import { shownName } from '../prompts/accountName.ts';
import { distinctName } from '../prompts/serverName.ts';
import { privacy } from '../prompts/settings.ts';
import { defaultServer } from '../vrchat/server.ts';
import type { createOnline } from './online.ts';

export interface AuthenticationPorts extends Omit<AuthenticationSessionPorts, 'publicName' | 'signOut' | 'online'> {
  /** What talks to VRChat; loaded when first needed. */
  readonly online: () => Promise<ReturnType<typeof createOnline>>;
}

/** The sessions for other extensions; loaded once there is one, or one is asked for. */
export function createAuthentication(ports: AuthenticationPorts) {
  return createAuthenticationSessions({
    ...ports,
    publicName: ({ server, displayName }) => {
      const name = privacy().hidden ? vscode.l10n.t('VRChat account') : shownName(displayName, 40);
      return server === defaultServer ? name : `${name}, ${distinctName(server)}`;
    },
    signOut: async (account) => (await ports.online()).signOut(account),
  });
}
