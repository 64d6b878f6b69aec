import type * as vscode from 'vscode';
import { createAccountMemory, type MementoPort } from '../src/accounts/accountMemory.ts';
import { createAccountStore, type AccountStore } from '../src/accounts/accountStore.ts';
import { grantId } from '../src/accounts/grants.ts';
import type { LockPort, SecretPort } from '../src/accounts/ports.ts';
import { sessionKey } from '../src/accounts/storeKeys.ts';
import { createDisplay } from '../src/bundles/display.ts';
import type { ProgramUse } from '../src/prompts/programUse.ts';
import type { TreeContent } from '../src/ui/tree/accountsTree.ts';
import type { TreeNode } from '../src/ui/tree/treeRow.ts';

const server = 'https://api.vrchat.cloud/api/1';
const host = 'this-host';
const forgetful: MementoPort = { get: () => undefined, update: () => Promise.resolve() };
const noMemento: vscode.Memento = {
  get: <Value>(_key: string, fallback?: Value) => fallback,
  keys: () => [],
  update: () => Promise.resolve(),
};
const noLocks: LockPort = { tryAcquire: () => Promise.resolve(() => undefined), nextChance: () => Promise.resolve() };
const silent = { info: () => undefined, warn: () => undefined };

/** Secrets with this many accounts, all signed in with an authenticator. */
export function storedAccounts(count: number): SecretPort {
  const now = Date.now();
  const texts = new Map(
    Array.from({ length: count }, (_empty, index) => {
      const userId = userIdOf(index);
      const displayName = `Account ${index}`;
      return [
        sessionKey(host, { server, userId }),
        JSON.stringify({
          version: 2,
          server,
          userId,
          displayName,
          signedInAt: now,
          cookies: [
            { name: 'auth', value: `authcookie_${userId}`, path: '/', secure: false },
            { name: 'twoFactorAuth', value: 'a.b.c', path: '/', secure: false },
          ],
          state: { kind: 'valid', since: now, checkedAt: now },
          profile: {
            id: userId,
            displayName,
            tags: ['system_trust_known'],
            twoFactorAuthEnabled: true,
            emailVerified: true,
            date_joined: '2020-01-01',
          },
        }),
      ];
    }),
  );
  return {
    get: (key) => Promise.resolve(texts.get(key)),
    keys: () => Promise.resolve([...texts.keys()]),
    store: (key, text) => Promise.resolve(void texts.set(key, text)),
    delete: (key) => Promise.resolve(void texts.delete(key)),
    onDidChange: () => ({ dispose: () => undefined }),
  };
}

/** A store of accounts, loaded. */
export async function loadStore(secrets: SecretPort): Promise<AccountStore> {
  const store = createAccountStore({
    secrets,
    memory: createAccountMemory(forgetful, forgetful),
    hostId: () => Promise.resolve(host),
    locks: noLocks,
    log: silent,
    isGone: () => false,
    privacy: () => ({ hidden: false, placeholder: String }),
  });
  await store.load();
  return store;
}

/** Programs of one folder that were given the session of the first account. */
export function programUses(count: number): readonly ProgramUse[] {
  const account = { server, userId: userIdOf(0) };
  return Array.from({ length: count }, (_empty, index) => {
    const grant = { folder: 'file:///my-vrchat-bot', account, way: { kind: 'variable', variable: `VRCHAT_${index}` } } as const;
    return {
      grant: { ...grant, id: grantId(grant), userAgent: 'my-vrchat-bot/1.0 (me@my-site.org)', since: Date.now() },
      account: { ...account, displayName: 'Account 0' },
      isOutdated: false,
      olderTerminals: [],
    };
  });
}

/** What shows the accounts of a store, and these programs. */
export function displayOf(store: AccountStore, programs: readonly ProgramUse[] = []) {
  return createDisplay({
    store,
    monitor: { nextCheckAt: () => undefined },
    memory: noMemento,
    fromEnvironment: () => undefined,
    staleFiles: () => [],
    connections: () => undefined,
    access: { emulators: () => [] },
    emulators: () => ({ own: undefined, others: [] }),
    connectEmulator: () => undefined,
    programs: () => programs,
    token: 'of this window',
  });
}

/** The nodes that VS Code requests for the rows that `isOpen` says are expanded, from top to bottom. */
export function visibleNodes(
  content: Pick<TreeContent, 'children'>,
  isOpen: (node: TreeNode) => boolean,
  parent?: TreeNode,
): readonly TreeNode[] {
  return content.children(parent).flatMap((node) => [node, ...(isOpen(node) ? visibleNodes(content, isOpen, node) : [])]);
}

/** @param index - of the account, from 0 */
export function userIdOf(index: number): string {
  return `usr_00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}
