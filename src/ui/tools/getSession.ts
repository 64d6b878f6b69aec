import * as v from 'valibot';
import { accountId, type AccountId } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { AccountView, ShownState } from '../../accounts/accountViews.ts';
import { accountText } from '../../prompts/accountText.ts';
import { defineTool } from './defineTool.ts';
import { foreignData } from './foreignData.ts';

export interface GetSessionPorts {
  readonly store: AccountStore;
  /** Asks the server about a session. Never rejects for what the server says; the store has the new state then. */
  readonly verify: (account: AccountId) => Promise<unknown>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Says in words what is known about the sessions, without them. */
export function createGetSession({ store, verify, now }: GetSessionPorts) {
  return defineTool(v.object({ verify: v.optional(v.boolean(), false) }), async (input) => {
    await store.load();
    await store.sync();
    const before = store.snapshot().active;
    if (input.verify && before) await verify(accountId(before));
    const { accounts, active, pending, lost } = store.snapshot();
    if (accounts.length + pending.length + lost.length === 0)
      return 'Nobody is signed in to VRChat. The user can run the command “VRChat Auth: Sign In”, or “VRChat Auth: Try It with the Local Emulator” to work without an account.';
    return [
      active
        ? `The active account: ${stateText(active.state, now())}`
        : 'No account is active in this window. The user can run “Switch Account”.',
      ...(active ? [checkedText(active, now())] : []),
      ...(pending.length > 0 ? [`Sign-ins that wait for a two-factor code, which only the user has: ${pending.length}.`] : []),
      ...(lost.length > 0 ? [`Accounts that can't be read from the keyring: ${lost.length}.`] : []),
      'Never ask the user for a password, cookie or code; sign-in happens in VS Code.',
      foreignData({
        accounts: accounts.map((account) => ({
          // As it may be shown: in privacy mode a number.
          name: accountText(account),
          state: account.state.kind,
          isActive: active !== undefined && account === active,
        })),
      }),
    ].join('\n');
  });
}

function checkedText({ attemptedAt, renewsItself }: AccountView, now: number): string {
  return `The server was last asked ${agoText(attemptedAt, now)}. An expired session ${
    renewsItself ? 'is renewed by itself, because the user remembered the password' : 'has to be renewed by the user, with “Sign In”'
  }.`;
}

/** @returns a sentence that says what the state is and what helps */
function stateText(state: ShownState, now: number): string {
  switch (state.kind) {
    case 'signedOut':
      return 'signed out. The user can run “Sign In”.';
    case 'unchecked':
      return 'there is a session that has not been checked yet.';
    case 'valid':
      return 'the session is valid.';
    case 'twoFactorPending':
      return 'the session needs a two-factor code. The user can run “Enter Two-Factor Code”.';
    case 'expired':
      return 'the session has expired or was ended. The user can run “Sign In”. Requests get 401, or 503 through the gateway.';
    case 'otherNetwork':
      return 'the session belongs to another network. The user has to go back to it, or sign in again here.';
    case 'moderated':
      return 'VRChat has blocked the account. Only vrchat.com says why.';
    case 'unreachable':
      return `the server can't be reached (${state.reason}). The session itself is unaffected.`;
    case 'outage':
      return 'VRChat has an outage. The session itself is unaffected.';
    case 'rateLimited':
      return `VRChat asked for a pause of ${Math.ceil(Math.max(0, state.until - now) / 60_000)} minutes. Don't send requests meanwhile.`;
    case 'networkBlocked':
      return 'VRChat blocks this network, as it does with most VPNs.';
    case 'userAgentRejected':
      return 'VRChat rejects the User-Agent in the setting “vrchatAuth.userAgent”.';
    case 'serverGone':
      return 'the emulator it belongs to is not running. Start it with the tool vrchatAuth_control_emulator.';
    case 'elsewhere':
      return 'the session was made on another machine. The user can run “Use It Here”.';
  }
}

function agoText(at: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - at) / 60_000);
  return minutes === 0 ? 'just now' : minutes < 120 ? `${minutes} minutes ago` : `${Math.floor(minutes / 60)} hours ago`;
}
