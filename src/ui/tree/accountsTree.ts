import * as vscode from 'vscode';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { CommandTarget } from '../../prompts/commandTarget.ts';
import { mailedLinkDrop } from './mailedLinkDrop.ts';
import type { AccountsViewRows } from '../readTarget.ts';
import type { TreeNode } from './treeRow.ts';

const refreshMs = 30_000;

/** The tree's current content. */
export interface TreeContent {
  readonly children: (node?: TreeNode) => readonly TreeNode[];
  /** What to redraw; `undefined` stands for the whole tree. */
  readonly changes: () => readonly (TreeNode | undefined)[];
  /** How many things need attention. */
  readonly badge: () => vscode.ViewBadge | undefined;
  /** Fires when something has changed that the store does not know. */
  readonly onDidChange: vscode.Event<void>;
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
): vscode.Disposable & AccountsViewRows {
  /** The rows that VS Code was given. */
  const own = new WeakSet<object>();
  const changed = new vscode.EventEmitter<TreeNode | undefined>();
  const view = vscode.window.createTreeView<TreeNode>('vrchatAuth.accounts', {
    dragAndDropController: mailedLinkDrop,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      // Only top rows are revealed.
      getParent: () => undefined,
      getTreeItem: ({ row }) => row.item,
      async getChildren(parent) {
        await store.load();
        const nodes = isEmpty() ? [] : (await loadContent()).children(parent);
        nodes.forEach((node) => own.add(node));
        return [...nodes];
      },
    },
  });

  let contentChanges: vscode.Disposable | undefined;
  let wasEmpty = true;
  const redraw = async (): Promise<void> => {
    const content = isEmpty() ? undefined : await loadContent();
    view.badge = content?.badge();
    const changes = content && !wasEmpty ? content.changes() : [undefined];
    wasEmpty = content === undefined;
    contentChanges ??= content?.onDidChange(() => {
      if (view.visible) void redraw();
    });
    for (const node of changes) changed.fire(node);
  };

  // "2 min ago" gets outdated; it is only refreshed while the view is visible.
  let timer: NodeJS.Timeout | undefined;
  const keepTime = (): void => {
    clearInterval(timer);
    timer = view.visible && !isEmpty() ? setInterval(() => void redraw(), refreshMs) : undefined;
  };
  const parts = vscode.Disposable.from(
    view,
    changed,
    store.onDidChange(() => {
      keepTime();
      void redraw();
    }),
    view.onDidChangeVisibility(({ visible }) => {
      keepTime();
      // It missed what changed meanwhile.
      if (visible && contentChanges) void redraw();
    }),
    {
      dispose: () => {
        clearInterval(timer);
        contentChanges?.dispose();
      },
    },
  );
  const nodeOf = (node: object): TreeNode | undefined => (own.has(node) ? (node as TreeNode) : undefined);
  const targetOf = (node: object): CommandTarget | undefined => nodeOf(node)?.target;
  return {
    targetOf,
    async showPrograms() {
      await store.load();
      const nodes = isEmpty() ? [] : (await loadContent()).children();
      const node = nodes.find(({ row }) => row.item.contextValue?.startsWith('programs') === true);
      if (node) await view.reveal(node, { expand: true, focus: true });
      else await vscode.commands.executeCommand('vrchatAuth.accounts.focus');
    },
    removalOf: (node) => nodeOf(node)?.row.removes,
    selected: () => (view.visible && view.selection[0] ? targetOf(view.selection[0]) : undefined),
    dispose: () => void parts.dispose(),
  };
}
