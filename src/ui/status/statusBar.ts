import * as vscode from 'vscode';
import type { AccountStore } from '../../accounts/accountStore.ts';
import { hasSession, type AccountView, type LostAccount, type PendingView, type Snapshot } from '../../accounts/accountViews.ts';

const { l10n } = vscode;

const minuteMs = 60_000;

/** The extension's own icon, before every text: a name alone does not say whose session it is. */
export const glyph = '$(vrchat-auth)';

/** Fills the item; `now` is in milliseconds since the epoch. */
export type ShowStatus = (item: vscode.StatusBarItem, subject: StatusSubject, now: number) => void;

/**
 * The status-bar item: the account and whether its session is valid. Makes no request.
 *
 * @param loadShow - called once there is an account to show
 * @returns disposes the item
 */
export function createStatusBar(store: AccountStore, loadShow: () => Promise<ShowStatus>): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('vrchatAuth.status', vscode.StatusBarAlignment.Left, 50);
  item.name = l10n.t('VRChat session');
  let countdown: NodeJS.Timeout | undefined;

  const update = async (): Promise<void> => {
    const { loaded, accounts, pending, lost } = store.snapshot();
    if (!loaded) return;
    const show = accounts.length + pending.length + lost.length === 0 ? showSignedOut : await loadShow();
    clearTimeout(countdown);
    const now = Date.now();
    const subject = statusSubject(store.snapshot());
    show(item, subject, now);
    // The only state that changes without an event: its remaining minutes count down.
    const state = subject.kind === 'account' ? subject.account.state : undefined;
    if (state?.kind === 'rateLimited' && state.until > now) countdown = setTimeout(store.touch, ((state.until - now) % minuteMs) + 1);
    item.show();
  };

  void update();
  const subscription = store.onDidChange(() => void update());
  return vscode.Disposable.from(item, subscription, { dispose: () => clearTimeout(countdown) });
}

/** What the status bar shows. */
export type StatusSubject =
  | { readonly kind: 'signedOut' }
  /** Accounts have a session, and none of them is the active one. */
  | { readonly kind: 'unchosen' }
  /** The keyring lost an account, and no other one is active. */
  | { readonly kind: 'lost'; readonly account: LostAccount }
  | { readonly kind: 'pending'; readonly pending: PendingView }
  | { readonly kind: 'account'; readonly account: AccountView };

/** The active account, unless a newer sign-in is waiting for its code. */
export function statusSubject({ accounts, active, pending, lost }: Snapshot): StatusSubject {
  const isAnySignedIn = accounts.some(hasSession);
  const account = active?.state.kind === 'signedOut' && !isAnySignedIn ? undefined : active;
  const newest = pending.toSorted((a, b) => b.startedAt - a.startedAt)[0];
  if (newest && (account?.state.kind !== 'valid' || newest.startedAt > account.signedInAt)) return { kind: 'pending', pending: newest };
  if (account) return { kind: 'account', account };
  const missing = lost.find(({ problem }) => problem === 'missing');
  if (missing) return { kind: 'lost', account: missing };
  return { kind: isAnySignedIn ? 'unchosen' : 'signedOut' };
}

export function showSignedOut(item: vscode.StatusBarItem): void {
  item.text = `${glyph} ${l10n.t('VRChat: Sign In')}`;
  item.tooltip = l10n.t('Sign in to VRChat');
  item.command = 'vrchatAuth.signIn';
  item.backgroundColor = undefined;
  item.accessibilityInformation = { label: l10n.t('VRChat: signed out. Sign in.'), role: 'button' };
}
