import type { CommandTarget } from '../../prompts/commandTarget.ts';
import type { TreeNode, TreeRow } from './treeRow.ts';

interface DrawnNode {
  row: TreeRow;
  target: CommandTarget;
  /** How the row looked when VS Code was last told. */
  look: string;
  /** As VS Code was last given them; `undefined` until it asked. */
  children?: DrawnNode[];
  /** VS Code knows that the row has changed, so it asks for what is below it once more, at the latest when the row is expanded. */
  isAwaited?: boolean;
}

function lookOf({ item, opens }: TreeRow): string {
  const { id, label, description, tooltip, iconPath, contextValue, collapsibleState } = item;
  return JSON.stringify([id, label, description, tooltip, iconPath, contextValue, collapsibleState, opens]);
}

function update(node: DrawnNode, row: TreeRow): void {
  const { server, userId, pendingId, grantId, copyText, emulator, emulated } = row;
  if (row.opens) row.item.command = { command: `vrchatAuth.${row.opens}`, title: '', arguments: [node] };
  node.row = row;
  node.target = {
    ...(server !== undefined && userId !== undefined && { account: { server, userId } }),
    ...(pendingId !== undefined && { pendingId }),
    ...(grantId !== undefined && { grantId }),
    ...(copyText !== undefined && { copyText }),
    ...(emulator !== undefined && { emulator }),
    ...(emulated && { emulated }),
  };
}

/**
 * The rows of the tree as objects that stay the same while their row is there, so that a change redraws only the rows it is about.
 *
 * @param makeRows - makes the top rows anew
 */
export function createTreeNodes(makeRows: () => readonly TreeRow[]) {
  const root: Pick<DrawnNode, 'children'> = {};
  const drawn = new WeakMap<TreeNode, DrawnNode>();

  function give(parent: Pick<DrawnNode, 'children' | 'isAwaited'>, rows: readonly TreeRow[]): readonly TreeNode[] {
    parent.isAwaited = false;
    const before = new Map(parent.children?.map((node) => [node.row.item.id, node]));
    parent.children = rows.map((row) => {
      const node: DrawnNode = before.get(row.item.id) ?? { row, target: {}, look: '' };
      update(node, row);
      node.look = lookOf(row);
      drawn.set(node, node);
      return node;
    });
    return parent.children;
  }

  /** The topmost nodes that have changed under a parent, or the parent itself if rows came, went or moved. */
  function changesUnder(parent: DrawnNode | undefined, nodes: readonly DrawnNode[], rows: readonly TreeRow[]): (TreeNode | undefined)[] {
    if (nodes.length !== rows.length || nodes.some(({ row }, index) => row.item.id !== rows[index]?.item.id)) return [parent];
    return nodes.flatMap((node, index) => {
      update(node, rows[index] ?? node.row);
      const look = lookOf(node.row);
      if (look !== node.look) {
        node.look = look;
        node.isAwaited = true;
        return [node];
      }
      return node.children && node.isAwaited !== true ? changesUnder(node, node.children, node.row.children?.() ?? []) : [];
    });
  }

  return {
    /** @param node - the parent; without one, the top of the tree */
    children: (node?: TreeNode): readonly TreeNode[] =>
      node === undefined ? give(root, makeRows()) : give(drawn.get(node) ?? {}, node.row.children?.() ?? []),

    /** The topmost rows to redraw, each with what is below it; `undefined` stands for the whole tree. */
    changes: (): readonly (TreeNode | undefined)[] => (root.children ? changesUnder(undefined, root.children, makeRows()) : [undefined]),
  };
}
