import * as vscode from 'vscode';
import type { CommandTarget } from '../../prompts/commandTarget.ts';
import { accountKey, isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import { hasSession, type AccountView } from '../../accounts/accountViews.ts';
import { parseAuthenticatorSecret, serverTime, type ParsedSecret, type SecretProblem } from '../../accounts/authenticatorSecret.ts';
import { freshCode, presentCode } from '../../accounts/freshCode.ts';
import type { Problem } from '../../accounts/ports.ts';
import type { AccountRecord } from '../../accounts/records.ts';
import type { Secret } from '../../vrchat/secret.ts';
import { askText, validationError, type ValidationMessage } from '../../prompts/askText.ts';
import { chooseAccount, type AccountChoice } from '../account/chooseAccount.ts';
import { confirmByName } from '../account/confirmByName.ts';
import { enableTwoFactor, type TwoFactorSetupPanels } from './enableTwoFactor.ts';
import { chooseOne } from '../../prompts/chooseOne.ts';
import { accountName } from '../../prompts/accountName.ts';
import { plainText } from '../../prompts/plainText.ts';
import { hostText } from '../../prompts/serverName.ts';
import { privacy } from '../../prompts/settings.ts';
import { problemText } from '../../prompts/problemText.ts';
import { showRecoveryCodes, type RecoveryCodesPorts } from './recoveryCodes.ts';
import { reportProblem } from '../../prompts/reportProblem.ts';
import { say } from '../../prompts/say.ts';
import { showCodeWait } from '../../prompts/showCodeWait.ts';
import { date, seconds } from '../../prompts/time.ts';
import type { ShownCode } from './shownCodes.ts';
import { callWithFreshCode, giveFreshCode } from './twoFactorFreshCode.ts';
import { storeSecret } from './storeSecret.ts';

const { l10n } = vscode;

/** Accounts that have an authenticator, or about which that is not known. */
const withTwoFactor: Omit<AccountChoice, 'title'> = {
  applies: (account) => hasSession(account) && account.profile.twoFactorAuthEnabled !== false,
  none: l10n.t('No signed-in account has an authenticator.'),
};

/** Accounts that have none, or about which that is not known. */
const withoutTwoFactor: Omit<AccountChoice, 'title'> = {
  applies: (account) => hasSession(account) && account.profile.twoFactorAuthEnabled !== true,
  none: l10n.t('All signed-in accounts have an authenticator.'),
};

export interface TwoFactorPorts extends RecoveryCodesPorts {
  /** Shows the code of each moment in the tree while the user needs it. */
  readonly showCode: (account: AccountId, code: () => ShownCode) => Promise<void>;
}

/** Commands that manage an account's authenticator. Each uses its target, and asks if there is none. */
export function createTwoFactorCommands(ports: TwoFactorPorts) {
  const { store, actions, clipboard, showCode } = ports;
  const panels: TwoFactorSetupPanels = new Map();

  async function cancelPending(account: AccountView): Promise<void> {
    const result = await actions.call(
      account,
      (vrchat, session) => vrchat.cancelPending2FA(session),
      ({ pendingTwoFactor, ...record }) => record,
    );
    if (!result.ok) return reportProblem(result.problem, account, 'cancelPendingTwoFactor');
    panels.get(accountKey(account))?.close();
    say(l10n.t('Canceled two-factor setup for {0}.', accountName(account)));
  }

  /** Checks with VRChat whether a code generated from a secret is right. @returns the problem, or `unknown` if VRChat could not be asked */
  async function judgeSecret(account: AccountView, base32: Secret): Promise<Problem | 'right' | 'unknown'> {
    const record = store.account(account);
    if (!record || !hasSession(account) || record.profile.accountDeletionDate) return 'unknown';
    const { code } = await freshCode(base32, () => serverTime(Date.now(), record), { onWait: showCodeWait });
    const result = await actions.call(account, (vrchat, session) => vrchat.verify2FA(session, { code }));
    if (result.ok) return 'right';
    const { problem } = result;
    return ['wrongCode', 'twoFactorMethodUnavailable', 'rateLimited'].includes(problem.kind) ? problem : 'unknown';
  }

  async function storeAuthenticatorSecret(target?: CommandTarget): Promise<void> {
    const title = l10n.t('Store Authenticator Secret');
    const account = await chooseAccount(store, target, {
      title,
      applies: () => true,
      none: l10n.t('Sign in to the account first.'),
    });
    if (!account) return;
    const name = accountName(account);
    const stored = { isConfirmed: false };
    const answer = await askText(
      {
        title,
        hidden: true,
        prompt: l10n.t(
          'Authenticator key for {0}, its otpauth:// URL, or a Google Authenticator export. It is kept in VS Code’s secret storage, and a code made from it is sent to {1}. Anyone who can use this VS Code can then generate codes.',
          name,
          hostText(account.server),
        ),
        placeholder: l10n.t('abcd efgh ijkl mnop …'),
      },
      async (typed): Promise<ValidationMessage | undefined> => {
        const parsed = await chooseEntry(title, parseAuthenticatorSecret(typed));
        if ('problem' in parsed) return validationError(secretProblemText(parsed.problem));
        const judgement = await judgeSecret(account, parsed.secret);
        if (typeof judgement === 'object') return validationError(refusedSecretText(judgement, account.server));
        stored.isConfirmed = judgement === 'right';
        return (await storeSecret(store, account, parsed.secret)) ? undefined : validationError(problemText({ kind: 'notStored' }));
      },
    );
    if (answer.kind !== 'accepted') return;
    const copy = l10n.t('Copy One-Time Code');
    const choice = await vscode.window.showInformationMessage(
      stored.isConfirmed
        ? l10n.t('Stored. VRChat accepted a code generated from it.')
        : l10n.t('Stored, but couldn’t verify the secret with VRChat.'),
      copy,
    );
    if (choice === copy) await copyOneTimeCode({ account, isOurs: true });
  }

  async function copyOneTimeCode(target?: CommandTarget): Promise<void> {
    const account = await chooseAccount(store, target, {
      title: l10n.t('Copy One-Time Code'),
      applies: ({ hasAuthenticatorSecret }) => hasAuthenticatorSecret,
      asks: true,
    });
    const record = account && store.account(account);
    // A choice that was closed means nothing.
    const canCopy = (candidate: AccountView): boolean =>
      candidate.hasAuthenticatorSecret && (target?.account === undefined || isSameAccount(candidate, target.account));
    if (!account && store.snapshot().accounts.some(canCopy)) return;
    if (!account || record?.authenticatorSecret === undefined) {
      const add = l10n.t('Store Authenticator Secret');
      const choice = await vscode.window.showInformationMessage(
        l10n.t('No authenticator secret is stored, so no code can be generated.'),
        add,
      );
      if (choice === add) await storeAuthenticatorSecret(target);
      return;
    }
    const secret = record.authenticatorSecret;
    const { code, secondsLeft } = await freshCode(secret, () => serverTime(Date.now(), record), { onWait: showCodeWait, isCopied: true });
    await clipboard.copySecret(code.reveal());
    await showCode(account, () => shownCode(secret, record));
    // The time comes first, because long notifications are cut at the end.
    say(l10n.t('Copied the one-time code for {0} (valid for {1}).', accountName(account), seconds(secondsLeft)));
  }

  return {
    async enableTwoFactor(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, { title: l10n.t('Turn On Two-Factor'), ...withoutTwoFactor, asks: true });
      if (account) await enableTwoFactor({ ...ports, cancelPending }, account, panels);
    },

    async cancelPendingTwoFactor(target?: CommandTarget): Promise<void> {
      const title = l10n.t('Cancel Pending Two-Factor');
      const hasBegun = store.snapshot().accounts.some(({ pendingTwoFactor }) => pendingTwoFactor);
      // A setup that was started elsewhere, such as on the website, is not known here.
      const choice = hasBegun ? { applies: ({ pendingTwoFactor }: AccountView) => pendingTwoFactor } : withoutTwoFactor;
      const account = await chooseAccount(store, target, { title, ...choice, asks: true });
      if (account) await cancelPending(account);
    },

    async disableTwoFactor(target?: CommandTarget): Promise<void> {
      const title = l10n.t('Turn Off Two-Factor');
      const account = await chooseAccount(store, target, { title, ...withTwoFactor });
      if (!account) return;
      const name = accountName(account);
      const go = l10n.t('Turn Off…');
      const choice = await vscode.window.showWarningMessage(
        l10n.t('Turn off two-factor authentication for {0}?', name),
        {
          modal: true,
          detail: l10n.t(
            'Your authenticator app and recovery codes will stop working for this account, and the stored secret will be removed. VRChat will then only protect sign-ins with codes sent by email.',
          ),
        },
        go,
      );
      if (choice !== go || !(await confirmByName(store, account, title))) return;
      const result = await callWithFreshCode(ports, {
        account,
        title,
        request: (vrchat, session) => vrchat.disable2FA(session),
        take: withoutAuthenticator,
      });
      if (!result.ok) return reportProblem(result.problem, account);
      say(
        result.value.removed
          ? l10n.t('Two-factor authentication is off for {0}. You can delete it in the authenticator app.', name)
          : l10n.t('{0} has no authenticator. Nothing was changed.', name),
      );
    },

    async renewTwoFactorTrust(target?: CommandTarget): Promise<void> {
      const title = l10n.t('Renew Two-Factor Trust');
      const account = await chooseAccount(store, target, {
        ...withTwoFactor,
        title,
        asks: true,
        applies: (candidate) => hasSession(candidate) && candidate.profile.twoFactorAuthEnabled === true,
      });
      if (!account) return;
      const reason = l10n.t('VRChat requires a code to keep this machine trusted.');
      if (!(await giveFreshCode(ports, { account, title, reason, method: 'totp', methods: ['totp', 'otp'] }))) return;
      const trustedUntil = store.view(account)?.trustedUntil;
      if (trustedUntil !== undefined)
        say(l10n.t('VRChat trusts this machine for {0} until {1}.', accountName(account), date(trustedUntil)));
    },

    async showRecoveryCodes(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, { title: l10n.t('Show Recovery Codes'), ...withTwoFactor, asks: true });
      if (account) await showRecoveryCodes(ports, account);
    },

    storeAuthenticatorSecret,

    async forgetAuthenticatorSecret(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, {
        title: l10n.t('Forget Authenticator Secret'),
        applies: ({ hasAuthenticatorSecret }) => hasAuthenticatorSecret,
        none: l10n.t('No authenticator secret is stored.'),
      });
      if (!account) return;
      const forget = l10n.t('Forget');
      const choice = await vscode.window.showWarningMessage(
        l10n.t('Forget the authenticator secret for {0}?', accountName(account)),
        {
          modal: true,
          detail: l10n.t(
            'Two-factor authentication stays on. Make sure that another authenticator app has this account, or that you have its recovery codes.',
          ),
        },
        forget,
      );
      if (choice === forget) await store.updateAccount(account, ({ authenticatorSecret, ...record }) => record);
    },

    copyOneTimeCode,
  };
}

/** The code of this moment, as the tree shows it. */
function shownCode(base32: Secret, record: AccountRecord): ShownCode {
  const now = Date.now();
  const { code, secondsLeft } = presentCode(base32, serverTime(now, record));
  const digits = code.reveal();
  const validUntil = now + secondsLeft * 1000;
  return { text: privacy().hidden ? '••• •••' : `${digits.slice(0, 3)} ${digits.slice(3)}`, validUntil };
}

/** The record of an account without its authenticator. */
function withoutAuthenticator(record: AccountRecord, { removed }: { readonly removed: boolean }): AccountRecord {
  const { authenticatorSecret, recoveryCodes, ...rest } = record;
  const { twoFactorAuthEnabledDate, ...profile } = record.profile;
  return removed ? { ...rest, profile: { ...profile, twoFactorAuthEnabledDate: null, twoFactorAuthEnabled: false } } : record;
}

/** An export may contain several keys: VRChat's come first. */
async function chooseEntry(title: string, parsed: ParsedSecret): Promise<Exclude<ParsedSecret, { readonly entries: unknown }>> {
  if (!('entries' in parsed)) return parsed;
  const { hidden } = privacy();
  const items = parsed.entries.map(({ name, isVRChat, secret }, index) => ({
    label: hidden ? l10n.t('Key {0}', index + 1) : plainText(name, 60) || l10n.t('Key {0}', index + 1),
    description: isVRChat ? 'VRChat' : '',
    iconPath: new vscode.ThemeIcon('key'),
    secret,
  }));
  const chosen = await chooseOne(title, items);
  return chosen ? { secret: chosen.secret } : { problem: 'empty' };
}

function secretProblemText(problem: SecretProblem): string {
  switch (problem) {
    case 'empty':
      return problemText({ kind: 'empty' });
    case 'notBase32':
      return l10n.t('A key contains only the letters A–Z and the digits 2–7. The six-digit code is not the key.');
    case 'tooShort':
      return l10n.t('Part of the key is missing. VRChat’s keys are 32 characters long.');
    case 'notTotp':
      return l10n.t('This URL contains no key for time-based codes.');
    case 'notVRChat':
      return l10n.t('This isn’t a VRChat key. VRChat’s codes have six digits and change every 30 seconds.');
    case 'noVRChatEntry':
      return l10n.t(
        'This is a Google Authenticator export without a VRChat entry. Export again with VRChat selected; large exports have several QR codes.',
      );
    case 'brokenExport':
      return l10n.t('This Google Authenticator export can’t be read. Copy all of the otpauth-migration:// address again.');
  }
}

function refusedSecretText(problem: Problem, server: string): string {
  switch (problem.kind) {
    case 'wrongCode':
      return l10n.t(
        'VRChat rejected a code generated from this secret. It may belong to another account or an earlier setup, or this machine’s clock may be wrong.',
      );
    case 'twoFactorMethodUnavailable':
      return l10n.t('This account has no authenticator. Run “Turn On Two-Factor” to set one up.');
    default:
      return problemText(problem, server);
  }
}
