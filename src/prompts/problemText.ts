import * as vscode from 'vscode';
import type { Problem } from '../accounts/ports.ts';
import type { UnreachableReason } from '../vrchat/errors.ts';
import { isLoopback, type ServerProblem, type UserAgentProblem } from '../vrchat/server.ts';
import { plainText } from './plainText.ts';
import { currentServer } from './settings.ts';
import { date, dateTime, remaining, seconds } from './time.ts';

const { l10n } = vscode;

/**
 * Describes what happened and what to do about it, in at most two sentences of plain text.
 *
 * @param problem - what stopped an action
 */
export function problemText(problem: Problem): string {
  switch (problem.kind) {
    case 'empty':
      return l10n.t('Nothing has been typed yet.');
    case 'notACode':
      return problem.method === 'otp'
        ? l10n.t('A recovery code has eight letters and digits, like ab12-cd34.')
        : l10n.t('The code has six digits.');
    case 'noCookieFound':
      return l10n.t('There is no VRChat session in this text. It should contain authcookie_… or auth=….');
    case 'verifiedButUnread':
      return l10n.t('The code was accepted, but then: {0} Press Enter to go on; no code is needed again.', problemText(problem.error));
    case 'signInLost':
      return l10n.t(
        'VRChat no longer knows this sign-in: it is too old, or was started on another network. Go back and enter the password again.',
      );
    case 'notStored':
      return l10n.t('VS Code’s secret storage refused to keep the session. Check that the system keyring is unlocked, then try again.');
    case 'clockSkew':
      return problem.seconds > 0
        ? l10n.t(
            'This code did not match. The clock of this machine is {0} behind VRChat’s, so codes come out wrong: set the clock, then try again.',
            seconds(problem.seconds),
          )
        : l10n.t(
            'This code did not match. The clock of this machine is {0} ahead of VRChat’s, so codes come out wrong: set the clock, then try again.',
            seconds(-problem.seconds),
          );
    case 'deletionScheduled':
      return l10n.t('This account will be deleted on {0}, and any request would cancel the deletion.', date(problem.date));
    case 'otherAccount':
      return l10n.t('This session belongs to a different account, and is kept under that account.');
    case 'settings':
      return settingsText(problem.reason);
    case 'invalidInput':
      return l10n.t('VRChat would not accept this: check “{0}”.', problem.field);
    case 'invalidCredentials':
      return l10n.t(
        'VRChat does not accept this user name and password. Check both; accounts made with Steam, Meta or Google may have no password.',
      );
    case 'missingCredentials':
      return l10n.t('VRChat does not accept this session: it has expired, was ended, or belongs to another network.');
    case 'requiresTwoFactorAuth':
      return l10n.t('This session is still waiting for its two-factor code.');
    case 'newLocation':
      return l10n.t(
        'VRChat has sent you an e-mail because this sign-in comes from somewhere new. Open the link in it, then press Enter here again.',
      );
    case 'stepUpRequired':
      return l10n.t('VRChat wants to confirm that it is you, which is possible on vrchat.com only.');
    case 'wrongCode':
      return l10n.t('This code is wrong, used up or too old. Enter the next one.');
    case 'twoFactorMethodUnavailable':
      return l10n.t('This account has no authenticator set up. Choose another kind of code.');
    case 'twoFactorMethodUnsupported':
      return l10n.t(
        'VRChat asks for a second factor that this extension does not know. Sign in on vrchat.com and use “Sign In with Cookie”.',
      );
    case 'userAgentRejected':
      return l10n.t('VRChat refuses the User-Agent of this extension. Check the setting “vrchatAuth.userAgent”.');
    case 'networkBlocked':
      return l10n.t('VRChat blocks the network you are on, as it does with most VPNs. Switch the VPN or proxy off, then try again.');
    case 'forbidden':
      return problem.serverMessage === ''
        ? l10n.t('VRChat refuses this account. Sign in on vrchat.com to see why.')
        : l10n.t('VRChat refuses this account: “{0}”. Sign in on vrchat.com to see more.', plainText(problem.serverMessage));
    case 'tooManySessions':
      return l10n.t(
        'This account has created too many sessions. VRChat lets it sign in again after 30 minutes to a few hours; try again after {0}.',
        dateTime(problem.until),
      );
    case 'rateLimited':
      return l10n.t('VRChat asks for a pause after too many attempts. Wait {0}, then try again.', remaining(problem.until, Date.now()));
    case 'rejected':
      return problem.serverMessage === ''
        ? l10n.t('VRChat did not accept the request (HTTP {0}). Check the setting “vrchatAuth.server”.', problem.status)
        : l10n.t('VRChat did not accept the request: “{0}”.', plainText(problem.serverMessage));
    case 'outage':
      return l10n.t('VRChat has a problem of its own (HTTP {0}). See status.vrchat.com, and try again later.', problem.status);
    case 'unexpectedResponse':
      return l10n.t('The answer did not come from VRChat’s API ({0}). A captive portal or proxy may be in the way.', problem.field);
    case 'unreachable':
      return unreachableText(problem.reason);
    case 'cancelled':
      return l10n.t('Cancelled.');
  }
}

/** @param reason - why no answer came */
function unreachableText(reason: UnreachableReason): string {
  switch (reason) {
    case 'offline':
      return l10n.t('There is no network. Check the connection, then try again.');
    case 'dns':
      return l10n.t('VRChat’s address could not be found. Check the connection, then try again.');
    case 'refused':
      return isLoopback(new URL(currentServer()).hostname)
        ? l10n.t(
            'Nothing answers at {0}, on this machine. Run “Start Local API Emulator”, or reset the setting “vrchatAuth.server”, then try again.',
            currentServer(),
          )
        : l10n.t('The connection was refused. Check the connection and the setting “vrchatAuth.server”, then try again.');
    case 'reset':
      return l10n.t('The connection was cut off. Try again.');
    case 'tls':
      return l10n.t('The connection is not secure: a certificate is not trusted. Antivirus or proxy software may be in the way.');
    case 'proxy':
      return l10n.t('The proxy did not let the request through. Check the setting “http.proxy”.');
    case 'timeout':
      return l10n.t('VRChat did not answer in time. Check the connection, then try again.');
    case 'unknown':
      return l10n.t('VRChat could not be reached. Check the connection, then try again.');
  }
}

function settingsText(reason: ServerProblem | UserAgentProblem): string {
  switch (reason) {
    case 'notSecure':
      return l10n.t(
        'The setting “vrchatAuth.server” must begin with https://, since passwords are sent there; http:// is for this machine only.',
      );
    case 'hasCredentials':
      return l10n.t('The setting “vrchatAuth.server” must not contain a user name or password.');
    case 'notAnAddress':
      return l10n.t('The setting “vrchatAuth.server” is not an address such as https://api.vrchat.cloud/api/1.');
    case 'placeholderContact':
      return l10n.t('VRChat refuses placeholder contacts: put a real one in the setting “vrchatAuth.userAgent”.');
    case 'notNameAndVersion':
    case 'noContact':
    case 'notPlainText':
      return l10n.t('The setting “vrchatAuth.userAgent” must name application, version and contact, such as MyTool/1.0 me@my-site.org.');
  }
}
