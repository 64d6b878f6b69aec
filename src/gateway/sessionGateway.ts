import type { Grants } from '../accounts/grants.ts';
import { once } from '../accounts/once.ts';
import type { LockPort, SecretPort } from '../accounts/ports.ts';
import { gatewayApiUrl, gatewayPipelineUrl } from './keys.ts';
import type { PipelineTimes } from './pipelineUpstream.ts';
import type { GatewayGrant, LentSession } from './ports.ts';
import { createRestrictedFolders } from './restrictedFolders.ts';
import { joinSharedGateway, type SharedGateway } from './sharedGateway.ts';
import { createStoredKeys } from './storedKeys.ts';
import { usesGateway } from './usesGateway.ts';
import type { AccountId } from '../accounts/accountId.ts';
import type { FolderReport } from './windowMessages.ts';

/** What a program uses in place of VRChat's addresses. Both contain the key. */
export interface GatewayAddresses {
  readonly apiUrl: string;
  readonly pipelineUrl: string;
}

export interface SessionGatewayPorts {
  readonly secrets: SecretPort;
  readonly locks: LockPort;
  /** Names the machine. */
  readonly host: string;
  /** Loaded. */
  readonly grants: Grants;
  readonly session: (account: AccountId) => LentSession | undefined;
  /** Called when sessions may have ended. */
  readonly onDidChangeSessions: (listener: () => void) => { dispose(): void };
  /** The extension's own User-Agent. */
  readonly userAgent: () => string;
  /** The port to take if none was taken before: the setting. */
  readonly preferredPort: () => number;
  /** The URIs of this window's folders. */
  readonly folders: () => readonly string[];
  /** Called when addresses, requests or connections may have changed. */
  readonly changed: () => void;
  /** Called when addresses alone may have changed, which is rare. */
  readonly addressesChanged: () => void;
  readonly pipelineTimes?: PipelineTimes;
}

const nothing: FolderReport = { requests: [], counts: { total: 0, problems: 0 }, connections: 0 };

export type SessionGateway = Awaited<ReturnType<typeof createSessionGateway>>;

/**
 * The session gateway as one window sees it: which grants have an address, and what the window's folders have sent. It serves, or waits for its
 * turn, from the first address that is wanted, in this window or at its start.
 */
export async function createSessionGateway(ports: SessionGatewayPorts) {
  const { secrets, grants, changed } = ports;
  const keys = await createStoredKeys(ports);
  const restricted = await createRestrictedFolders(secrets);
  let shared: SharedGateway | undefined;
  /** The grants that this window has seen. */
  const known = granted();

  /** The IDs of the grants that have a key, or may get one. */
  function granted(): Set<string> {
    return new Set(grants.all().flatMap(({ id, way }) => (usesGateway(way) ? [id] : [])));
  }

  function findGrant(key: string, port: number): GatewayGrant | undefined {
    const id = keys.find(key, port);
    const grant = id === undefined ? undefined : grants.all().find((candidate) => candidate.id === id);
    if (!grant || !usesGateway(grant.way) || restricted.has(grant.folder)) return undefined;
    const { folder, account, userAgent } = grant;
    return { id: grant.id, folder, account, userAgent };
  }

  function onDidChange(listener: () => void): { dispose(): void } {
    const subscriptions = [grants, keys, restricted].map((part) => part.onDidChange(listener));
    subscriptions.push(ports.onDidChangeSessions(listener));
    return { dispose: () => subscriptions.forEach((subscription) => subscription.dispose()) };
  }

  /** What is granted anew gets a new key, even if the same was granted before. */
  async function endKeysOfRevoked(): Promise<void> {
    const now = granted();
    now.forEach((id) => known.add(id));
    // Until the key is gone, because the keyring may be locked.
    const gone = [...known].filter((id) => !now.has(id) && keys.of(id));
    if (gone.length === 0) return;
    await grants.sync();
    for (const id of gone) if (!granted().has(id)) await keys.remove(id);
  }

  const join = once(async (): Promise<SharedGateway> => {
    shared = await joinSharedGateway({
      findGrant,
      onDidChange,
      session: ports.session,
      userAgent: ports.userAgent,
      secret: await keys.windowSecret(),
      port: () => keys.port() ?? ports.preferredPort(),
      portChanged: keys.setPort,
      folders: ports.folders,
      changed: () => {
        noteAddresses();
        changed();
      },
      ...(ports.pipelineTimes && { pipelineTimes: ports.pipelineTimes }),
    });
    noteAddresses();
    return shared;
  });

  function addressesOf(grantId: string): GatewayAddresses | undefined {
    const key = keys.of(grantId);
    if (!key || key.port !== shared?.port()) return undefined;
    return { apiUrl: gatewayApiUrl(key), pipelineUrl: gatewayPipelineUrl(key) };
  }

  /** Requests change nothing about addresses, and there can be many of them. */
  let noted = '';
  function noteAddresses(): void {
    const now = JSON.stringify([shared?.port(), ...grants.all().map(({ id }) => keys.of(id)?.key.reveal())]);
    if (now === noted) return;
    noted = now;
    ports.addressesChanged();
  }

  const wantsGateway = (): boolean => grants.all().some(({ id, way }) => usesGateway(way) && keys.of(id) !== undefined);
  const subscription = onDidChange(() => {
    // A keyring that is locked stops either; the next change tries again.
    endKeysOfRevoked().catch(() => undefined);
    if (wantsGateway()) join().catch(() => undefined);
    noteAddresses();
    changed();
  });
  // VS Code may have ended between the grant and its key.
  const lacking = [...granted()].filter((id) => !keys.of(id));
  if (wantsGateway() || lacking.length > 0) await join();
  const port = shared?.port();
  if (port !== undefined) for (const id of lacking) await keys.ensure(id, port);

  return {
    /** The addresses of a grant; `undefined` while it has none, or the gateway does not run. */
    of: addressesOf,

    /**
     * Joins or starts the gateway and gives a grant a key, unless it has one.
     *
     * @returns `undefined` if no port can be had
     */
    async open(grantId: string): Promise<GatewayAddresses | undefined> {
      const port = (await join()).port();
      if (port === undefined) return undefined;
      await keys.ensure(grantId, port);
      return addressesOf(grantId);
    },

    /** Ends the key of a grant and gives it another one. */
    async replaceKey(grantId: string): Promise<GatewayAddresses | undefined> {
      const port = (await join()).port();
      if (port === undefined) return undefined;
      await keys.replace(grantId, port);
      return addressesOf(grantId);
    },

    /** Ends the key of a grant that was not given after all. */
    async close(grantId: string): Promise<void> {
      if (!granted().has(grantId)) await keys.remove(grantId);
    },

    port: (): number | undefined => shared?.port(),
    isServing: (): boolean => shared?.isServing() ?? false,
    report: (): FolderReport => shared?.report() ?? nothing,
    clear: (): void => shared?.clear(),
    /** Call this when the window has other folders, or their trust has changed. */
    async noteFolders(isTrusted: boolean): Promise<void> {
      shared?.watchFolders();
      const withGrants = new Set(grants.all().map(({ folder }) => folder));
      await restricted.note(
        ports.folders().filter((folder) => withGrants.has(folder)),
        isTrusted,
      );
    },
    async dispose(): Promise<void> {
      subscription.dispose();
      keys.dispose();
      restricted.dispose();
      await shared?.close();
    },
  };
}
