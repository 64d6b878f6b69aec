import type { AccountView, ShownState } from '../../accounts/accountViews.ts';

/** Whether the server of new sign-ins answers. */
export interface Reachability {
  readonly isUsable: boolean;
  readonly text: string;
}

/** What is wrong and what to do about it, one sentence each: the first thing to look at. */
export function verdict(
  { isUsable, text }: Reachability,
  accounts: readonly Pick<AccountView, 'state'>[],
  { clockOffsetMs, lost, pending }: { readonly clockOffsetMs: number | undefined; readonly lost: number; readonly pending: number },
): readonly string[] {
  const failing = accounts.flatMap(({ state }, index) => {
    const step = nextSteps[state.kind];
    return step === undefined ? [] : [`Account ${index + 1} is ${stateNames[state.kind] ?? state.kind}. ${step}`];
  });
  const found = [
    ...(isUsable ? [] : [`VRChat can't be used from here: ${text}. Check the connection, the proxy and the VPN, and status.vrchat.com.`]),
    ...(Math.abs(clockOffsetMs ?? 0) >= 30_000
      ? ["This machine's clock is wrong, so its one-time codes are, too. Turn on automatic time in the system's settings."]
      : []),
    ...failing,
    ...(lost === 0
      ? []
      : [`Secret storage no longer has ${lost === 1 ? 'one account' : `${lost} accounts`}. Unlock the keyring, or sign in again.`]),
    ...(pending === 0 ? [] : ['A sign-in is waiting for its two-factor code. Run "Enter Two-Factor Code".']),
  ];
  if (found.length > 0) return found;
  if (accounts.every(({ state }) => state.kind === 'signedOut'))
    return ['VRChat can be reached, and no account is signed in. Run "Sign In".'];
  const clock = clockOffsetMs === undefined ? '' : 'the clock is right, ';
  return [`VRChat can be reached, ${clock}and ${accounts.length === 1 ? 'the session is' : 'all sessions are'} fine.`];
}

/** States in words, where the name alone doesn't say it. */
const stateNames: Partial<Record<ShownState['kind'], string>> = {
  unchecked: 'not checked yet',
  twoFactorPending: 'waiting for a two-factor code',
  otherNetwork: 'on a different network than its session',
  moderated: 'blocked by VRChat',
  elsewhere: 'using a session that was made on another machine',
  serverGone: 'at an emulator that is not running',
  outage: 'affected by an outage at VRChat',
  rateLimited: 'rate limited',
  networkBlocked: 'on a network that VRChat blocks',
  userAgentRejected: 'using a User-Agent that VRChat rejected',
};

/** What to do about a state that is not as it should be. */
const nextSteps: Partial<Record<ShownState['kind'], string>> = {
  unchecked: 'Run "Verify Session".',
  twoFactorPending: 'Sign in again and enter the code.',
  expired: 'Sign in again.',
  otherNetwork: 'Go back to the other network, or sign in again.',
  moderated: 'Sign in on vrchat.com to see why.',
  unreachable: 'Check the connection, then run "Verify Session".',
  elsewhere: 'Run "Use It Here", or sign in again.',
  serverGone: 'Run "Start Local API Emulator".',
  outage: 'See status.vrchat.com. The session is kept.',
  rateLimited: 'Wait; nothing is sent until the pause is over.',
  networkBlocked: 'Turn off the VPN or proxy.',
  userAgentRejected: 'Check the setting "vrchatAuth.userAgent".',
};
