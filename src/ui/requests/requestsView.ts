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
    const { total, problems } = report().counts;
    const number = (value: number): string => value.toLocaleString(vscode.env.language);
    const problemsText = problems === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', number(problems));
    // The view's title says what is counted, and there is room for little.
    view.description = total === 0 ? '' : [number(total), ...(problems === 0 ? [] : [problemsText])].join(' · ');
    view.message = message(total);
  }

  /** An empty text shows nothing, as `undefined` does. */
  function message(total: number): string {
    if (paused) return l10n.t('Paused: new requests are counted, but not listed.');
    if (total === 0) return l10n.t('Requests that this folder’s programs send through the session gateway appear here.');
    return onlyProblems ? l10n.t('Only problems are listed.') : '';
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
    /** Empties the list while it is paused as well. */
    clear(): void {
      paused &&= { ...paused, requests: [] };
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
