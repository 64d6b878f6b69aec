import * as vscode from 'vscode';
import type { AccountView } from '../../accounts/accountViews.ts';
import { ago, dateTime, remaining } from '../../prompts/time.ts';
import { networkText } from '../status/remotePlace.ts';
import { canBeVerified, isUsable } from '../status/stateActions.ts';
import { lastChecked } from '../status/stateAppearance.ts';
import { profileRow } from './profileRows.ts';
import { group, leaf, marked, type TreeRow } from './treeRow.ts';

const { l10n } = vscode;

/** What an account's rows need besides the account. */
export interface AccountContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly isActive: boolean;
  readonly nextCheckAt: number | undefined;
}

/** The row "Details": facts about the session that are rarely needed, and the profile. */
export function detailsRow(account: AccountView, { now, nextCheckAt }: AccountContext): TreeRow {
  const { state, signedInAt, authCookieHint, renewsItself, renewalStopped } = account;
  const checkedAt = lastChecked(state);
  const network = networkText();
  const verifiable = canBeVerified(account, now) ? '.verifiable' : '';
  const children = (): readonly TreeRow[] => [
    cookieRow(account, authCookieHint),
    ...(checkedAt === undefined
      ? []
      : [
          marked(
            leaf(
              account,
              'lastCheck',
              l10n.t('Last check'),
              ago(checkedAt, now),
              l10n.t('When VRChat last answered about this session: {0}.', dateTime(checkedAt)),
            ),
            verifiable,
          ),
        ]),
    ...(nextCheckAt === undefined
      ? []
      : [
          marked(
            leaf(
              account,
              'nextCheck',
              l10n.t('Next check'),
              nextCheckAt <= now ? l10n.t('when the window gets focus') : l10n.t('in about {0}', remaining(nextCheckAt, now)),
              l10n.t(
                'The active account is checked now and then while a window has focus; the setting “vrchatAuth.checkIntervalMinutes” says how often.',
              ),
            ),
            verifiable,
          ),
        ]),
    leaf(account, 'signedIn', state.kind === 'signedOut' ? l10n.t('Last sign-in') : l10n.t('Signed in'), dateTime(signedInAt)),
    leaf(
      account,
      'stored',
      l10n.t('Stored in'),
      l10n.t('VS Code’s secret storage'),
      l10n.t(
        'VS Code encrypts it with the keyring of this machine. Nothing of the session is in settings or files, unless you write it there.',
      ),
    ),
    ...(network === undefined
      ? []
      : [
          leaf(
            account,
            'network',
            l10n.t('Network'),
            network,
            l10n.t(
              'VRChat only accepts a session from the network where it was created, and this window’s programs run on another machine.',
            ),
          ),
        ]),
    ...renewalRows(account, renewsItself, renewalStopped),
    profileRow(account, now),
  ];
  return group(account, 'details', 'info', l10n.t('Details'), '', children, { contextValue: `details${verifiable}` });
}

function cookieRow(account: AccountView, hint: string | undefined): TreeRow {
  const row = leaf(
    account,
    'cookie',
    l10n.t('Auth cookie'),
    hint ?? l10n.t('none'),
    hint === undefined
      ? undefined
      : l10n.t('The first characters, enough to tell two sessions apart. “Copy Session As…” copies the whole cookie.'),
  );
  if (!isUsable(account)) return row;
  const { copyText, ...masked } = row;
  return { ...marked(masked, '.usable'), opens: 'copySessionAs' };
}

function renewalRows(account: AccountView, renewsItself: boolean, stopped: string | undefined): TreeRow[] {
  if (!renewsItself && stopped === undefined) return [];
  return [
    leaf(
      account,
      'renewal',
      l10n.t('When it expires'),
      renewsItself ? l10n.t('automatic sign-in') : l10n.t('paused'),
      renewsItself
        ? l10n.t('The password is stored, so the extension signs in again by itself. “Forget Password” turns it off.')
        : l10n.t('The last automatic sign-in failed in a way that only you can fix.'),
    ),
  ];
}
