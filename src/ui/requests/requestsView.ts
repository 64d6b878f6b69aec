import * as vscode from 'vscode';
import type { FolderReport } from '../../gateway/windowMessages.ts';
import type { CommandTarget } from '../../prompts/commandTarget.ts';
import { createListPace } from './listPace.ts';
import { requestRows, type RequestRow } from './requestRows.ts';

const { l10n } = vscode;

export interface RequestsViewPorts {
  /** The requests of the folder that this window has open. */
  readonly report: () => FolderReport;
  readonly isPrivate: () => boolean;
  /** Called when the list was paused or narrowed down, or no longer is. */
  readonly changedState: () => void;
}

export type RequestsView = ReturnType<typeof createRequestsView>;

/** The Requests view: what the folder's programs have sent through the gateway. It can be paused and narrowed down to problems. */
export function createRequestsView({ report, isPrivate, changedState }: RequestsViewPorts) {
  const changed = new vscode.EventEmitter<void>();
  /** The rows that VS Code was given. */
  const own = new WeakSet<object>();
  const give = (rows: readonly RequestRow[]): RequestRow[] => {
    rows.forEach((row) => own.add(row));
    return [...rows];
  };
  let paused: FolderReport | undefined;
  let onlyProblems = false;

  const view = vscode.window.createTreeView<RequestRow>('vrchatAuth.requests', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: ({ item }) => item,
      getChildren: (row) =>
        give(row ? (row.children?.() ?? []) : requestRows((paused ?? report()).requests, { isPrivate: isPrivate(), onlyProblems })),
    },
  });

  function drawCounts(): void {
    const { counts, connections } = report();
    view.description = [
      ...(paused ? [l10n.t('paused')] : []),
      ...(onlyProblems ? [l10n.t('problems only')] : []),
      counts.total === 1 ? l10n.t('1 request') : l10n.t('{0} requests', counts.total.toLocaleString(vscode.env.language)),
      ...(counts.problems === 0 ? [] : [l10n.t('problems: {0}', counts.problems)]),
      ...(connections === 0 ? [] : [l10n.t('open connections: {0}', connections)]),
    ].join(' · ');
    // An empty text shows nothing, as `undefined` does.
    view.message = counts.total === 0 ? l10n.t('No program of this folder has sent a request through the gateway yet.') : '';
  }
  const drawList = (): void => {
    drawCounts();
    if (!paused) changed.fire();
  };
  const pace = createListPace({ drawList, drawCounts, now: Date.now });
  drawCounts();

  const targetOf = (row: object): CommandTarget | undefined =>
    own.has(row) ? { requestId: (row as Partial<RequestRow>).request?.id } : undefined;

  return {
    /** What a row of this view is about; `undefined` for anything else. */
    targetOf,
    /** What the selected row is about, while the view is visible. */
    selected: (): CommandTarget | undefined => (view.visible && view.selection[0] ? targetOf(view.selection[0]) : undefined),
    /** Call this when the requests may have changed. */
    update: (): void => pace.note(report().counts.total),
    /** Draws everything anew, because a setting changed what is shown. */
    redraw: drawList,
    isPaused: (): boolean => paused !== undefined,
    showsOnlyProblems: (): boolean => onlyProblems,
    /** Keeps the list as it is; counts go on. */
    pause(isPaused: boolean): void {
      paused = isPaused ? report() : undefined;
      changedState();
      drawCounts();
      changed.fire();
    },
    showOnlyProblems(only: boolean): void {
      onlyProblems = only;
      changedState();
      drawCounts();
      changed.fire();
    },
    dispose(): void {
      pace.dispose();
      view.dispose();
      changed.dispose();
    },
  };
}
