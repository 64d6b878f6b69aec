import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { renderPage, type PageContent } from './twoFactorPage.ts';

/** What is done on a page. */
export interface PageAction {
  readonly action: string;
  /** What was typed, with `confirm`. */
  readonly code?: string;
}

/** What a page is told to say, in place of what it said before. */
export interface PageNews {
  readonly problem?: string;
  readonly status?: string;
  readonly busy?: boolean;
}

/** An editor tab that shows pages with secrets on them. */
export interface TwoFactorPanel {
  /** Replaces the page; nothing of the one before is left. */
  show(page: Omit<PageContent, 'language'>): void;
  tell(news: PageNews): void;
  /** Brings the tab back to sight. */
  reveal(): void;
  close(): void;
}

export interface PanelListeners {
  readonly onAction: (action: PageAction) => void;
  /** The page is no longer looked at: another tab, another part of the window or another program is. */
  readonly onLeave: () => void;
  readonly onClose: () => void;
}

/**
 * Opens the one kind of webview there is here. It has no access to files, keeps no state, and is thrown away when it is out of sight.
 */
export function openTwoFactorPanel(title: string, listeners: PanelListeners): TwoFactorPanel {
  const panel = vscode.window.createWebviewPanel('vrchatAuth.twoFactor', title, vscode.ViewColumn.Active, {
    enableScripts: true, enableCommandUris: false, localResourceRoots: [], retainContextWhenHidden: false,
  });
  panel.webview.onDidReceiveMessage((message: unknown) => {
    const action = readAction(message);
    if (action?.action === 'blur') listeners.onLeave();
    else if (action) listeners.onAction(action);
  });
  panel.onDidChangeViewState(() => {
    if (!panel.visible) listeners.onLeave();
  });
  panel.onDidDispose(listeners.onClose);
  return {
    show: (page) => {
      panel.title = page.title;
      panel.webview.html = renderPage({ ...page, language: vscode.env.language }, randomBytes(16).toString('hex'));
    },
    tell: (news) => {
      void panel.webview.postMessage(news);
    },
    reveal: () => panel.reveal(),
    close: () => {
      panel.dispose();
    },
  };
}

function readAction(message: unknown): PageAction | undefined {
  if (typeof message !== 'object' || message === null || !('action' in message) || typeof message.action !== 'string') return undefined;
  return { action: message.action, ...('code' in message && typeof message.code === 'string' && { code: message.code }) };
}
