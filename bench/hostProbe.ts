import { writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { TreeNode } from '../src/ui/tree/treeRow.ts';
import { displayOf, loadStore, programUses, storedAccounts, userIdOf, visibleNodes } from '../test/manyAccounts.ts';
import { defaultServer } from '../src/vrchat/server.ts';
import { median } from './measure.ts';

/** The measurements inside an extension host. */
export interface HostFigures {
  /** Heap bytes that the extension added once it was active and idle. */
  readonly heap: number;
  readonly tree: readonly TreeTimes[];
}

/** How long a tree of many rows takes. */
export interface TreeTimes {
  readonly accounts: number;
  readonly programs: number;
  /** Milliseconds from the stored accounts until every visible row is built. */
  readonly milliseconds: number;
  /** Milliseconds to find out what one account's new state redraws, with every row of the tree expanded. */
  readonly changeMs: number;
  /** How many rows are redrawn then, each with what is below it. */
  readonly redrawn: number;
}

const repetitions = 25;

/** Called by VS Code inside its extension host. */
export async function run(): Promise<void> {
  const { BENCH_RESULTS = '', BENCH_EXTENSION = '' } = process.env;
  const heap = await heapAddedBy(BENCH_EXTENSION);
  const tree = [];
  for (const accounts of [1, 10, 50, 200]) tree.push(await timeTree(accounts, 0));
  tree.push(await timeTree(20, 50));
  writeFileSync(BENCH_RESULTS, JSON.stringify({ heap, tree } satisfies HostFigures));
}

async function heapAddedBy(id: string): Promise<number> {
  const extension = vscode.extensions.getExtension(id);
  if (!extension || extension.isActive) throw new Error(`${id} is not there, or is active already.`);
  // VS Code's own work at the start of a host, which keeps a megabyte for a while on a busy machine: it looks for ports.
  await delay(5000);
  const before = await idleHeap();
  await extension.activate();
  return (await idleHeap()) - before;
}

/** How many looks at the heap, and how equal they have to be, in bytes. */
const looks = 10;
const settled = 16 * 1024;

/** The used heap after garbage collection, once it has settled. */
async function idleHeap(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const sizes: number[] = [];
  for (let turn = 0; turn < 150; turn += 1) {
    await delay(200);
    collectGarbage();
    sizes.push(process.memoryUsage().heapUsed);
    const last = sizes.slice(-looks);
    if (last.length === looks && Math.max(...last) - Math.min(...last) < settled) return Math.min(...last);
  }
  throw new Error('The heap does not settle.');
}

/** @param programs - that have a session of the first account */
async function timeTree(accounts: number, programs: number): Promise<TreeTimes> {
  const uses = programUses(programs);
  const isOpen = ({ row }: TreeNode): boolean => row.item.collapsibleState === vscode.TreeItemCollapsibleState.Expanded;
  const first: number[] = [];
  const changes: number[] = [];
  let redrawn = 0;
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    // New each time, because the change below is stored.
    const secrets = storedAccounts(accounts);
    const start = performance.now();
    const store = await loadStore(secrets);
    const display = displayOf(store, uses);
    if (visibleNodes(display.treeContent, isOpen).length < accounts) throw new Error('The tree has too few rows.');
    first.push(performance.now() - start);

    visibleNodes(display.treeContent, () => true);
    await store.updateAccount({ server: defaultServer, userId: userIdOf(accounts - 1) }, (record) => ({
      ...record,
      state: { kind: 'expired', since: Date.now(), checkedAt: Date.now() },
    }));
    const changedAt = performance.now();
    redrawn = display.treeContent.changes().length;
    changes.push(performance.now() - changedAt);
    display.dispose();
  }
  return { accounts, programs, milliseconds: median(first), changeMs: median(changes), redrawn };
}
