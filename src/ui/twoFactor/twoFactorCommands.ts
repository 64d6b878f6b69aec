import * as vscode from 'vscode';
import { hasSession, type AccountView } from '../../accounts/accountViews.ts';
import { oneTimeCode, parseAuthenticatorSecret, serverTime, type SecretProblem } from '../../accounts/authenticatorSecret.ts';
import type { Problem } from '../../accounts/ports.ts';
import type { AccountRecord } from '../../accounts/records.ts';
import type { Secret } from '../../vrchat/secret.ts';
import { askForName, askText, problemRemark, type Remark } from '../../prompts/askText.ts';
import { chooseAccount, type AccountChoice, type CommandTarget } from '../account/chooseAccount.ts';
import { enableTwoFactor, type SetUpPanels } from './enableTwoFactor.ts';
import { accountName } from '../../prompts/plainText.ts';
import { problemText } from '../../prompts/problemText.ts';
import { showRecoveryCodes, type RecoveryCodesPorts } from './recoveryCodes.ts';
import { reportProblem } from '../../prompts/reportProblem.ts';
import { say } from '../../prompts/say.ts';
import { date, seconds } from '../../prompts/time.ts';
import { callWithFreshCode, giveFreshCode } from './twoFactorFreshCode.ts';

const { l10n } = vscode;

/** Accounts that have an authenticator, or about which that is not known. */
const withTwoFactor: Omit<AccountChoice, 'title'> = {
  applies: (account) => hasSession(account) && account.profile.twoFactorAuthEnabled !== false,
  none: l10n.t('There is no signed-in account with an authenticator.'),
};

/** Accounts that have none, or about which that is not known. */
const withoutTwoFactor: Omit<AccountChoice, 'title'> = {
  applies: (account) => hasSession(account) && account.profile.twoFactorAuthEnabled !== true,
  none: l10n.t('There is no signed-in account without an authenticator.'),
};

/** Commands that manage an account's authenticator. Each uses its target, and asks if there is none. */
export function createTwoFactorCommands(ports: RecoveryCodesPorts) {
  const { store, actions, clipboard } = ports;
  const panels: SetUpPanels = new Map();

  async function cancelPending(account: AccountView): Promise<void> {
    const result = await actions.call(
      account.userId,
      (vrchat, session) => vrchat.cancelPending2FA(session),
      ({ pendingTwoFactor, ...record }) => record,
    );
    if (!result.ok) return reportProblem(result.problem, account);
    panels.get(account.userId)?.close();
    say(l10n.t('The two-factor setup of {0} is cancelled.', accountName(account)));
  }

  async function storeSecret(account: AccountView, base32: Secret): Promise<boolean> {
    return store
      .updateAccount(account.userId, (record) => ({ ...record, authenticatorSecret: base32 }))
      .then(
        (record) => record !== undefined,
        () => false,
      );
  }

  /** Checks with VRChat whether a code generated from a secret is right. @returns the problem, or `unknown` if VRChat could not be asked */
  async function judgeSecret(account: AccountView, base32: Secret): Promise<Problem | 'right' | 'unknown'> {
    const record = store.account(account.userId);
    if (!record || !hasSession(account) || record.profile.accountDeletionDate) return 'unknown';
    const { code } = oneTimeCode(base32, serverTime(Date.now(), record));
    const result = await actions.call(account.userId, (vrchat, session) => vrchat.verify2FA(session, { code }));
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
          'Key of the authenticator of {0}, or its otpauth:// address. It is kept in VS Code’s secret storage; whoever can use this VS Code can then make codes.',
          name,
        ),
        placeholder: l10n.t('abcd efgh ijkl mnop …'),
      },
      async (typed): Promise<Remark | undefined> => {
        const parsed = parseAuthenticatorSecret(typed);
        if ('problem' in parsed) return problemRemark(secretProblemText(parsed.problem));
        const judgement = await judgeSecret(account, parsed.secret);
        if (typeof judgement === 'object') return problemRemark(refusedSecretText(judgement));
        stored.isConfirmed = judgement === 'right';
        return (await storeSecret(account, parsed.secret)) ? undefined : problemRemark(problemText({ kind: 'notStored' }));
      },
    );
    if (answer.kind !== 'accepted') return;
    const copy = l10n.t('Copy One-Time Code');
    const choice = await vscode.window.showInformationMessage(
      stored.isConfirmed
        ? l10n.t('Stored. VRChat accepted a code made from this secret.')
        : l10n.t('Stored, but VRChat could not be asked whether codes made from this secret are right.'),
      copy,
    );
    if (choice === copy) await copyOneTimeCode({ userId: account.userId });
  }

  async function copyOneTimeCode(target?: CommandTarget): Promise<void> {
    const account = await chooseAccount(store, target, {
      title: l10n.t('Copy One-Time Code'),
      applies: ({ hasAuthenticatorSecret }) => hasAuthenticatorSecret,
    });
    const record = account && store.account(account.userId);
    if (!account || record?.authenticatorSecret === undefined) {
      const add = l10n.t('Store Authenticator Secret');
      const choice = await vscode.window.showInformationMessage(l10n.t('No authenticator secret is stored to make a code from.'), add);
      if (choice === add) await storeAuthenticatorSecret(target);
      return;
    }
    const { code, secondsLeft } = oneTimeCode(record.authenticatorSecret, serverTime(Date.now(), record));
    await clipboard.copySecret(code.reveal());
    // The time comes first, because long notifications are cut at the end.
    say(l10n.t('Copied, valid for {1}: the one-time code of {0}.', accountName(account), seconds(secondsLeft)));
  }

  return {
    async enableTwoFactor(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, { title: l10n.t('Enable Two-Factor'), ...withoutTwoFactor });
      if (account) await enableTwoFactor({ ...ports, cancelPending }, account, panels);
    },

    async cancelPendingTwoFactor(target?: CommandTarget): Promise<void> {
      const title = l10n.t('Cancel Pending Two-Factor');
      const begun = await chooseAccount(store, target, { title, applies: ({ pendingTwoFactor }) => pendingTwoFactor });
      // A setup that was started elsewhere, such as on the website, is not known here.
      const account = begun ?? (await chooseAccount(store, target, { title, ...withoutTwoFactor }));
      if (account) await cancelPending(account);
    },

    async disableTwoFactor(target?: CommandTarget): Promise<void> {
      const title = l10n.t('Disable Two-Factor');
      const account = await chooseAccount(store, target, { title, ...withTwoFactor });
      if (!account) return;
      const name = accountName(account);
      const go = l10n.t('Disable…');
      const choice = await vscode.window.showWarningMessage(
        l10n.t('Turn off two-factor authentication of {0}?', name),
        {
          modal: true,
          detail: l10n.t(
            'Your authenticator app and all recovery codes stop working for this account, and a stored authenticator secret is removed here. VRChat then protects sign-ins with codes sent by e-mail only.',
          ),
        },
        go,
      );
      if (choice !== go || !(await askForName({ title, name: store.account(account.userId)?.displayName ?? '', shown: name }))) return;
      const result = await callWithFreshCode(ports, {
        userId: account.userId,
        title,
        request: (vrchat, session) => vrchat.disable2FA(session),
        take: withoutAuthenticator,
      });
      if (!result.ok) return reportProblem(result.problem, account);
      say(
        result.value.removed
          ? l10n.t('Two-factor authentication of {0} is off. You can delete its entry in the authenticator app.', name)
          : l10n.t('{0} had no authenticator; nothing was changed.', name),
      );
    },

    async renewTwoFactorTrust(target?: CommandTarget): Promise<void> {
      const title = l10n.t('Renew Two-Factor Trust');
      const account = await chooseAccount(store, target, {
        ...withTwoFactor,
        title,
        applies: (candidate) => hasSession(candidate) && candidate.profile.twoFactorAuthEnabled === true,
      });
      if (!account) return;
      const { userId } = account;
      const reason = l10n.t('With a code, VRChat goes on trusting this machine.');
      if (!(await giveFreshCode(ports, { userId, title, reason, method: 'totp', methods: ['totp', 'otp'] }))) return;
      const trustedUntil = store.snapshot().accounts.find((candidate) => candidate.userId === userId)?.trustedUntil;
      if (trustedUntil !== undefined)
        say(l10n.t('VRChat trusts this machine with {0} until {1}.', accountName(account), date(trustedUntil)));
    },

    async showRecoveryCodes(target?: CommandTarget): Promise<void> {
      const account = await chooseAccount(store, target, { title: l10n.t('Show Recovery Codes'), ...withTwoFactor });
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
        l10n.t('Forget the authenticator secret of {0}?', accountName(account)),
        {
          modal: true,
          detail: l10n.t(
            'Two-factor authentication stays on. Make sure that another authenticator app has this account, or that you have its recovery codes.',
          ),
        },
        forget,
      );
      if (choice === forget) await store.updateAccount(account.userId, ({ authenticatorSecret, ...record }) => record);
    },

    copyOneTimeCode,
  };
}

/** The record of an account without its authenticator. */
function withoutAuthenticator(record: AccountRecord, { removed }: { readonly removed: boolean }): AccountRecord {
  const { authenticatorSecret, recoveryCodes, ...rest } = record;
  const { twoFactorAuthEnabledDate, ...profile } = record.profile;
  return removed ? { ...rest, profile: { ...profile, twoFactorAuthEnabledDate: null, twoFactorAuthEnabled: false } } : record;
}

function secretProblemText(problem: SecretProblem): string {
  switch (problem) {
    case 'empty':
      return problemText({ kind: 'empty' });
    case 'notBase32':
      return l10n.t('An authenticator’s key has only the letters A to Z and the digits 2 to 7. The six digits of a code are not the key.');
    case 'tooShort':
      return l10n.t('A part of the key is missing: VRChat’s keys have 32 letters and digits.');
    case 'notTotp':
      return l10n.t('This address contains no key for time-based codes.');
    case 'notVRChat':
      return l10n.t('This key is not from VRChat, whose codes have six digits and change every 30 seconds.');
  }
}

function refusedSecretText(problem: Problem): string {
  switch (problem.kind) {
    case 'wrongCode':
      return l10n.t(
        'VRChat does not accept a code made from this secret. It belongs to another account or to an earlier setup, or the clock of this machine is wrong.',
      );
    case 'twoFactorMethodUnavailable':
      return l10n.t('This account has no authenticator. “Enable Two-Factor” sets one up.');
    default:
      return problemText(problem);
  }
}
