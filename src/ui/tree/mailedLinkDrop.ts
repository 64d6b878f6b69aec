import * as vscode from 'vscode';
import type { TreeRow } from './treeRow.ts';

/** Lets a link be dropped on the view from a mail program or a browser; the command tells which of VRChat's it is, or why it is none. */
export const mailedLinkDrop: vscode.TreeDragAndDropController<TreeRow> = {
  dragMimeTypes: [],
  dropMimeTypes: ['text/uri-list', 'text/plain'],
  async handleDrop(_row, dropped) {
    const link = await (dropped.get('text/plain') ?? dropped.get('text/uri-list'))?.asString();
    if (link !== undefined) await vscode.commands.executeCommand('vrchatAuth.confirmEmail', { link });
  },
};
