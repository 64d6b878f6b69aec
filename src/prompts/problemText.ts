import * as vscode from 'vscode';
import { isLocal } from '../accounts/serverAccess.ts';
import type { Problem } from '../accounts/ports.ts';
import type { UnreachableReason } from '../vrchat/errors.ts';
import type { ServerProblem, UserAgentProblem } from '../vrchat/server.ts';
import { plainText } from './plainText.ts';
import { hostText } from './serverName.ts';
import { privacy, signInServer } from './settings.ts';
import { date, dateTime, remaining, seconds } from './time.ts';

const { l10n } = vscode;

/**
 * Describes what happened and what to do about it, in at most two sentences of plain text.
 *
 * @param problem - what stopped an action
 * @param server - that was asked
 */
export function problemText(problem: Problem, server = signInServer()): string {
  switch (problem.kind) {
    case 'empty':
      return l10n.t('Enter a value.');
    case 'notACode':
      return problem.method === 'otp'
        ? l10n.t('Recovery codes are eight letters and digits, like ab12-cd34.')
        : l10n.t('Enter a six-digit code.');
    case 'noCookieFound':
      return l10n.t('No VRChat session found. The text should contain authcookie_… or auth=….');
    case 'incompleteCookie':
      return l10n.t('This VRChat cookie isn’t complete: authcookie_ is followed by 36 characters. Copy all of it again.');
    case 'foreignToken':
      return l10n.t('This isn’t a VRChat session but another cookie or token. VRChat’s begins with authcookie_.');
    case 'onlyTwoFactorCookie':
      return l10n.t('This is only VRChat’s two-factor cookie. The session is in the cookie “auth”, which begins with authcookie_.');
    case 'signedOutBrowser':
      return l10n.t('That browser isn’t signed in to VRChat. Sign in there first, then copy what the page shows.');
    case 'severalCookies':
      return l10n.t('The text contains several sessions. Choose one, or paste one only.');
    case 'verifiedButUnread':
      return l10n.t(
        'The code was accepted, but loading your profile failed: {0} Press Enter to retry; you won’t need another code.',
        problemText(problem.error, server),
      );
    case 'signInLost':
      return l10n.t('This sign-in has expired or was started on another network. Go back and enter the password again.');
    case 'notStored':
      return l10n.t('VS Code’s secret storage couldn’t save the session. Check that the system keyring is unlocked, then try again.');
    case 'clockSkew':
      return problem.seconds > 0
        ? l10n.t(
            'This code didn’t match. This machine’s clock is {0} behind, so its codes are wrong. Correct the clock, then try again.',
            seconds(problem.seconds),
          )
        : l10n.t(
            'This code didn’t match. This machine’s clock is {0} ahead, so its codes are wrong. Correct the clock, then try again.',
            seconds(-problem.seconds),
          );
    case 'serverGone':
      return l10n.t(
        'The emulator at {0} isn’t running, and another program may be listening there. Nothing was sent.',
        hostText(problem.server),
      );
    case 'deletionScheduled':
      return l10n.t('This account will be deleted on {0}. Any request cancels the deletion.', date(problem.date));
    case 'withdrawn':
      return l10n.t('This account was signed in, signed out or removed in the meantime.');
    case 'otherAccount':
      return l10n.t('This session belongs to a different account and was saved there.');
    case 'settings':
      return settingsText(problem.reason);
    case 'invalidInput':
      return l10n.t('VRChat would reject this. Check “{0}”.', problem.field);
    case 'invalidCredentials':
      return l10n.t(
        'Wrong user name or password; after many tries, VRChat rejects the right one for a while, too. Accounts created with Steam, Meta or Google may not have a password.',
      );
    case 'missingCredentials':
      return l10n.t('VRChat no longer accepts this session. It expired, was ended, or is being used from a different network.');
    case 'requiresTwoFactorAuth':
      return l10n.t('This session still needs its two-factor code.');
    case 'newLocation':
      return l10n.t('VRChat sent you an email because this sign-in comes from a new location. Open its link, then press Enter here again.');
    case 'stepUpRequired':
      return l10n.t('VRChat needs to verify it’s you first, which only its website can do. Confirm it there, then try again.');
    case 'wrongCode':
      return l10n.t('This code is incorrect, already used, or expired. Enter a new one.');
    case 'twoFactorMethodUnavailable':
      return l10n.t('This account has no authenticator. Choose another kind of code.');
    case 'twoFactorMethodUnsupported':
      return l10n.t(
        'VRChat wants a two-factor method this extension doesn’t support. Sign in on vrchat.com and use “Sign In with Cookie”.',
      );
    case 'userAgentRejected':
      return l10n.t('VRChat rejected the User-Agent. Check the setting “vrchatAuth.userAgent”.');
    case 'networkBlocked':
      return l10n.t('VRChat blocks your current network, as it does with most VPNs. Turn off the VPN or proxy, then try again.');
    case 'forbidden':
      return shownMessage(problem) === ''
        ? l10n.t('VRChat has blocked this account. Sign in on vrchat.com to see why.')
        : l10n.t('VRChat has blocked this account: “{0}”. Sign in on vrchat.com to see more.', shownMessage(problem));
    case 'tooManySessions':
      return l10n.t(
        'This account has too many sessions. VRChat usually lifts the limit within 30 minutes to a few hours. Try again after {0}.',
        dateTime(problem.until),
      );
    case 'rateLimited':
      return l10n.t('VRChat is rate limiting this account, and no requests are sent for {0}.', remaining(problem.until, Date.now()));
    case 'rejected':
      return shownMessage(problem) === ''
        ? l10n.t('VRChat rejected the request (HTTP {0}). Check the setting “vrchatAuth.server”.', problem.status)
        : l10n.t('VRChat rejected the request: “{0}”.', shownMessage(problem));
    case 'outage':
      return l10n.t('VRChat is having problems. Check status.vrchat.com and try again later.');
    case 'unexpectedResponse':
      return l10n.t('Something other than VRChat’s API answered. A captive portal or proxy may be interfering.');
    case 'unreachable':
      return unreachableText(problem.reason, server);
    case 'canceled':
      return l10n.t('Canceled.');
  }
}

/** What the server says may name the user. */
function shownMessage({ serverMessage }: { readonly serverMessage: string }): string {
  return privacy().hidden ? '' : plainText(serverMessage);
}

/** @param reason - why no answer came */
function unreachableText(reason: UnreachableReason, server: string): string {
  switch (reason) {
    case 'offline':
      return l10n.t('No network connection. Check it, then try again.');
    case 'dns':
      return l10n.t('VRChat’s address couldn’t be found. Check the connection, then try again.');
    case 'refused':
      return isLocal(server)
        ? l10n.t(
            'Nothing is listening at {0}. Run “Start Local API Emulator” or reset the setting “vrchatAuth.server”, then try again.',
            server,
          )
        : l10n.t('The connection was refused. Check the connection and the setting “vrchatAuth.server”, then try again.');
    case 'reset':
      return l10n.t('The connection was cut off. Try again.');
    case 'tls':
      return l10n.t('The connection isn’t secure: the certificate isn’t trusted. Antivirus or proxy software may be interfering.');
    case 'proxy':
      return l10n.t(
        'The proxy can’t be used: it isn’t reachable, wants a password, or is of another kind, such as SOCKS. Check the setting “http.proxy”.',
      );
    case 'timeout':
      return l10n.t('VRChat didn’t answer in time. Check the connection, then try again.');
    case 'unknown':
      return l10n.t('Couldn’t reach VRChat. Check the connection, then try again.');
  }
}

function settingsText(reason: ServerProblem | UserAgentProblem): string {
  switch (reason) {
    case 'notSecure':
      return l10n.t(
        'The setting “vrchatAuth.server” must start with https://, because passwords are sent there. http:// is only allowed for this machine.',
      );
    case 'hasCredentials':
      return l10n.t('The setting “vrchatAuth.server” must not contain a user name or password.');
    case 'notAnAddress':
      return l10n.t('The setting “vrchatAuth.server” is not an address such as https://api.vrchat.cloud/api/1.');
    case 'placeholderContact':
      return l10n.t('VRChat rejects placeholder contacts. Put a real one in the setting “vrchatAuth.userAgent”.');
    case 'notNameAndVersion':
    case 'noContact':
    case 'notPlainText':
      return l10n.t(
        'The setting “vrchatAuth.userAgent” must contain an application name, version and contact, such as MyTool/1.0 me@my-site.org.',
      );
  }
}
