import * as vscode from 'vscode';
import type { AccountId } from '../accounts/accountId.ts';
import type { AccountStore } from '../accounts/accountStore.ts';
import type { Grants } from '../accounts/grants.ts';
import type { ClipboardPort, LockPort, Logger, Problem, SecretPort } from '../accounts/ports.ts';
import { createLentSessions } from '../gateway/lentSessions.ts';
import { createSessionGateway } from '../gateway/sessionGateway.ts';
import { useWindowToken } from '../prompts/windowToken.ts';
import { gatewayPort, privacy, readUserAgent } from '../prompts/settings.ts';
import type { NothingBeside, RequestCommands } from '../ui/commands.ts';
import { createRequestCommands } from '../ui/requests/requestCommands.ts';
import { createConnectionsPace } from '../ui/requests/connectionsPace.ts';
import { createRequestsView } from '../ui/requests/requestsView.ts';

/** In the same bundle, because the tools need most of what the gateway is made of. */
export { createTools } from './tools.ts';

export interface GatewayPorts {
  readonly store: AccountStore;
  readonly grants: Grants;
  readonly secrets: SecretPort;
  readonly locks: LockPort;
  readonly host: string;
  readonly clipboard: ClipboardPort;
  readonly log: Logger;
  /** The extension's version. */
  readonly version: string;
  /** Of the bundle that loads this one. */
  readonly token: string;
  /** Asks VRChat about a session. */
  readonly verify: (account: AccountId) => Promise<Problem | undefined>;
  /** Signs in again where the user has opted in. @returns whether there is a new session */
  readonly renew: (account: AccountId) => Promise<boolean>;
  /** Called when addresses may have changed, or the gateway has begun to run. */
  readonly onDidChange: () => void;
  /** Called when addresses alone may have changed. */
  readonly onDidChangeAddresses: () => void;
}

export type Gateway = Awaited<ReturnType<typeof createGateway>>;

/** The session gateway and the list of its requests; loaded when a program of some folder has an address, or is about to get one. */
export async function createGateway(ports: GatewayPorts) {
  const { store, grants, secrets, locks, host, clipboard, log, version, token, verify, renew, onDidChange } = ports;
  useWindowToken(token);
  const folders = (): readonly string[] => (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
  let changed = (): void => undefined;
  const gateway = await createSessionGateway({
    secrets,
    locks,
    host,
    grants,
    session: createLentSessions({ store, verify, renew, log }),
    onDidChangeSessions: (listener) => store.onDidChange(listener),
    userAgent: () => {
      const read = readUserAgent(version);
      return 'problem' in read ? '' : read.userAgent;
    },
    preferredPort: gatewayPort,
    folders,
    changed: () => changed(),
    addressesChanged: ports.onDidChangeAddresses,
  });
  const view = createRequestsView({ report: gateway.report, isPrivate: () => privacy().hidden, changedState: onDidChange });
  const connections = (): number | undefined => (gateway.port() === undefined ? undefined : gateway.report().connections);
  const connectionsPace = createConnectionsPace(connections, () => store.touch());
  changed = () => {
    view.update();
    connectionsPace.note();
    onDidChange();
  };
  const noteFolders = (): void => void gateway.noteFolders(vscode.workspace.isTrusted);
  noteFolders();
  const parts = vscode.Disposable.from(
    view,
    vscode.workspace.onDidChangeWorkspaceFolders(noteFolders),
    vscode.workspace.onDidGrantWorkspaceTrust(noteFolders),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('vrchatAuth.privacyMode')) view.redraw();
    }),
  );
  const commands = createRequestCommands({ gateway, view, clipboard }) satisfies RequestCommands;
  onDidChange();
  return {
    gateway,
    /** Of the programs of this window's folders; `undefined` while the gateway does not run. */
    connections,
    view,
    rows: { targetOf: view.targetOf, selected: view.selected },
    commands: commands satisfies NothingBeside<RequestCommands, typeof commands>,
    dispose(): void {
      parts.dispose();
      connectionsPace.dispose();
      void gateway.dispose();
    },
  };
}
