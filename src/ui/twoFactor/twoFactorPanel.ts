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
interface PageNews {
  readonly problem?: string;
  readonly status?: string;
  readonly busy?: boolean;
}

/** An editor tab that shows pages with secrets on them. */
export interface TwoFactorPanel {
  /** Replaces the page, and brings the tab back to sight; nothing of the page before is left. */
  show(page: Omit<PageContent, 'language'>): void;
  tell(news: PageNews): void;
  /** Brings the tab back to sight, and gives it the keyboard. */
  reveal(): void;
  close(): void;
}

export interface PanelListeners {
  readonly onAction: (action: PageAction) => void;
  /** The page is no longer looked at: another tab, another part of the window or another program is. */
  readonly onLeave: () => void;
  readonly onClose: () => void;
}

/** A shield, for the tab; drawn here, since an icon of VS Code's own cannot be named for it. */
function icon(color: string): vscode.Uri {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" fill="none" stroke="${color}" stroke-linejoin="round">
<path d="M8 1.5 13.5 3.5V7.5C13.5 11 11.2 13.3 8 14.5 4.8 13.3 2.5 11 2.5 7.5V3.5Z"/><path d="M8 6.5V9.5M6.5 6.5A1.5 1.5 0 1 1 9.5 6.5 1.5 1.5 0 1 1 6.5 6.5Z"/></svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}`);
}

/**
 * Opens the one kind of webview there is here. It has no access to files, keeps no state, and is thrown away when it is out of sight.
 */
export function openTwoFactorPanel(title: string, listeners: PanelListeners): TwoFactorPanel {
  const panel = vscode.window.createWebviewPanel('vrchatAuth.twoFactor', title, vscode.ViewColumn.Active, {
    enableScripts: true, enableCommandUris: false, localResourceRoots: [], retainContextWhenHidden: false,
  });
  panel.iconPath = { light: icon('#424242'), dark: icon('#c5c5c5') };
  let page = '';
  panel.webview.onDidReceiveMessage((message: unknown) => {
    // A page that gives way to another loses the keyboard, and says so; that is not to be said of the other.
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
      // Where it is in sight, the new page takes the keyboard by itself; it would lose it to the old one by being revealed.
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
