import * as vscode from 'vscode';
import type { TreeNode } from './treeRow.ts';
import { ours } from '../../prompts/windowToken.ts';

/** Accepts links dropped on the view from an email program or a browser. The command decides which of VRChat's links it is. */
export const mailedLinkDrop: vscode.TreeDragAndDropController<TreeNode> = {
  dragMimeTypes: [],
  dropMimeTypes: ['text/uri-list', 'text/plain'],
  async handleDrop(_row, dropped) {
    const link = await (dropped.get('text/plain') ?? dropped.get('text/uri-list'))?.asString();
    if (link !== undefined) await vscode.commands.executeCommand('vrchatAuth.confirmEmail', ours({ link }));
  },
};
