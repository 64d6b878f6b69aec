import * as vscode from 'vscode';
import { accountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { hasTexts } from '../../accounts/storedShapes.ts';
import type { CommandTarget } from '../../prompts/commandTarget.ts';
import { mailedLinkDrop } from './mailedLinkDrop.ts';
import type { PointedRows } from '../readTarget.ts';
import type { TreeRow } from './treeRow.ts';

const refreshMs = 30_000;

/** The tree's current content. */
export interface TreeContent {
  readonly rows: () => readonly TreeRow[];
  /** How many things need attention. */
  readonly attentionCount: () => number;
}

/**
 * The Accounts view: what is stored, and what the server said about it. Makes no request.
 *
 * @param isEmpty - whether there is nothing to show
 * @param loadContent - called once there is something
 * @returns disposes the view, and reads what its rows are about
 */
export function createAccountsTree(
  store: AccountStore,
  isEmpty: () => boolean,
  loadContent: () => Promise<TreeContent>,
): vscode.Disposable & PointedRows {
  /** The rows that VS Code was given. */
  const own = new WeakSet<object>();
  const give = (rows: readonly TreeRow[]): TreeRow[] => {
    rows.forEach((row) => own.add(row));
    return [...rows];
  };
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView<TreeRow>('vrchatAuth.accounts', {
    dragAndDropController: mailedLinkDrop,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (row) => row.item,
      async getChildren(row) {
        if (row) return give(row.children?.() ?? []);
        await store.load();
        return isEmpty() ? [] : give((await loadContent()).rows());
      },
    },
  });

  // "2 min ago" gets outdated; it is only refreshed while the view is visible.
  let timer: NodeJS.Timeout | undefined;
  const keepTime = (): void => {
    const wanted = view.visible && store.snapshot().accounts.length > 0;
    if (wanted) timer ??= setInterval(() => changed.fire(), refreshMs);
    else if (timer) {
      clearInterval(timer);
      timer = undefined;
    }
  };
  const countAttention = async (): Promise<void> => {
    const count = isEmpty() ? 0 : (await loadContent()).attentionCount();
    view.badge = count === 0 ? undefined : { value: count, tooltip: vscode.l10n.t('Needs attention: {0}', count) };
  };
  const subscription = store.onDidChange(() => {
    changed.fire();
    keepTime();
    void countAttention();
  });
  const parts = vscode.Disposable.from(view, changed, subscription, view.onDidChangeVisibility(keepTime), {
    dispose: () => clearInterval(timer),
  });
  const targetOf = (row: object): CommandTarget | undefined => (own.has(row) ? readRow(row) : undefined);
  return {
    targetOf,
    selected: () => (view.visible && view.selection[0] ? targetOf(view.selection[0]) : undefined),
    dispose: () => void parts.dispose(),
  };
}

function readRow({ pendingId, grantId, copyText, ...row }: Partial<TreeRow>): CommandTarget {
  return {
    ...(hasTexts(row, 'server', 'userId') && { account: accountId(row) }),
    ...(pendingId !== undefined && { pendingId }),
    ...(grantId !== undefined && { grantId }),
    ...(copyText !== undefined && { copyText }),
  };
}
