import { writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { createAccountMemory, type MementoPort } from '../src/accounts/accountMemory.ts';
import { createAccountStore } from '../src/accounts/accountStore.ts';
import type { LockPort, SecretPort } from '../src/accounts/ports.ts';
import { sessionKey } from '../src/accounts/storeKeys.ts';
import { createDisplay } from '../src/bundles/display.ts';
import type { TreeContent } from '../src/ui/tree/accountsTree.ts';
import type { TreeNode } from '../src/ui/tree/treeRow.ts';
import { median } from './measure.ts';

/** The measurements inside an extension host. */
export interface HostFigures {
  /** Heap bytes that the extension added once it was active and idle. */
  readonly heap: number;
  /** Milliseconds from the stored accounts until every visible row of a tree with this many accounts is built. */
  readonly tree: readonly { readonly accounts: number; readonly milliseconds: number }[];
}

const repetitions = 25;

/** Called by VS Code inside its extension host. */
export async function run(): Promise<void> {
  const { BENCH_RESULTS = '', BENCH_EXTENSION = '' } = process.env;
  const heap = await heapAddedBy(BENCH_EXTENSION);
  const tree = [];
  for (const accounts of [1, 10, 50, 200]) tree.push({ accounts, milliseconds: await timeTree(accounts) });
  writeFileSync(BENCH_RESULTS, JSON.stringify({ heap, tree } satisfies HostFigures));
}

async function heapAddedBy(id: string): Promise<number> {
  const extension = vscode.extensions.getExtension(id);
  if (!extension || extension.isActive) throw new Error(`${id} is not there, or is active already.`);
  const before = await idleHeap();
  await extension.activate();
  return (await idleHeap()) - before;
}

/** The used heap after garbage collection. */
async function idleHeap(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const sizes: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    await delay(200);
    collectGarbage();
    sizes.push(process.memoryUsage().heapUsed);
  }
  return Math.min(...sizes);
}

async function timeTree(accounts: number): Promise<number> {
  const secrets = storedAccounts(accounts);
  const times: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const start = performance.now();
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
    const display = createDisplay({
      store,
      monitor: { nextCheckAt: () => undefined },
      memory: noMemento,
      fromEnvironment: () => undefined,
      staleFiles: () => [],
      connections: () => undefined,
      programs: () => [],
      token: 'of this window',
    });
    if (countRows(display.treeContent) < accounts) throw new Error('The tree has too few rows.');
    times.push(performance.now() - start);
    display.notifications.dispose();
  }
  return median(times);
}

/** Counts the rows that VS Code requests; children of a collapsed row are requested when it is expanded. */
function countRows({ children }: Pick<TreeContent, 'children'>, parent?: TreeNode): number {
  const isOpen = ({ row }: TreeNode): boolean => row.item.collapsibleState === vscode.TreeItemCollapsibleState.Expanded;
  const nodes = children(parent);
  return nodes.reduce((count, node) => count + 1 + (isOpen(node) ? countRows({ children }, node) : 0), 0);
}

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

function storedAccounts(count: number): SecretPort {
  const now = Date.now();
  const texts = new Map(
    Array.from({ length: count }, (_empty, index) => {
      const userId = `usr_00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
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
    store: () => Promise.resolve(),
    delete: () => Promise.resolve(),
    onDidChange: () => ({ dispose: () => undefined }),
  };
}
