import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { renderPage, type PageContent } from './twoFactorPage.ts';

/** An action on a page. */
export interface PageAction {
  readonly action: string;
  /** What was typed, with `confirm`. */
  readonly code?: string;
}

/** What a page should show instead of its previous message. */
interface PageNews {
  readonly problem?: string;
  readonly status?: string;
  readonly busy?: boolean;
}

/** An editor tab for pages with secrets. */
export interface TwoFactorPanel {
  /** Replaces the page and reveals the tab; nothing of the previous page is left. */
  show(page: Omit<PageContent, 'language'>): void;
  tell(news: PageNews): void;
  /** Reveals the tab and gives it focus. */
  reveal(): void;
  close(): void;
}

export interface PanelListeners {
  readonly onAction: (action: PageAction) => void;
  /** The page lost focus to another tab, part of the window or program. */
  readonly onLeave: () => void;
  readonly onClose: () => void;
}

/** A shield for the tab. It is drawn here because a tab icon cannot be one of VS Code's own. */
function icon(color: string): vscode.Uri {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" fill="none" stroke="${color}" stroke-linejoin="round">
<path d="M8 1.5 13.5 3.5V7.5C13.5 11 11.2 13.3 8 14.5 4.8 13.3 2.5 11 2.5 7.5V3.5Z"/><path d="M8 6.5V9.5M6.5 6.5A1.5 1.5 0 1 1 9.5 6.5 1.5 1.5 0 1 1 6.5 6.5Z"/></svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}`);
}

/** Opens the only kind of webview in this extension. It has no access to files, keeps no state, and is disposed when it is hidden. */
export function openTwoFactorPanel(title: string, listeners: PanelListeners): TwoFactorPanel {
  const panel = vscode.window.createWebviewPanel('vrchatAuth.twoFactor', title, vscode.ViewColumn.Active, {
    enableScripts: true,
    enableCommandUris: false,
    localResourceRoots: [],
    retainContextWhenHidden: false,
  });
  panel.iconPath = { light: icon('#424242'), dark: icon('#c5c5c5') };
  let page = '';
  panel.webview.onDidReceiveMessage((message: unknown) => {
    // Ignore the blur event of a page that is being replaced by another.
    const action = readAction(message, page);
    if (action?.action === 'blur') listeners.onLeave();
    else if (action) listeners.onAction(action);
  });
  panel.onDidChangeViewState(() => {
    if (!panel.visible) listeners.onLeave();
  });
  panel.onDidDispose(listeners.onClose);
  return {
    show: (content) => {
      page = randomBytes(16).toString('hex');
      panel.title = content.title;
      panel.webview.html = renderPage({ ...content, language: vscode.env.language }, page);
      // A visible new page takes focus by itself; revealing the tab would give it back to the old page.
      if (!panel.visible) panel.reveal();
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

function readAction(message: unknown, page: string): PageAction | undefined {
  if (typeof message !== 'object' || message === null || !('page' in message) || message.page !== page) return undefined;
  if (!('action' in message) || typeof message.action !== 'string') return undefined;
  return { action: message.action, ...('code' in message && typeof message.code === 'string' && { code: message.code }) };
}
