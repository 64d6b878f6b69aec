import * as vscode from 'vscode';
import { accountKey } from '../../accounts/accountId.ts';
import type { AccountView } from '../../accounts/accountViews.ts';
import { serverTime } from '../../accounts/authenticatorSecret.ts';
import { noteSentCode } from '../../accounts/freshCode.ts';
import type { Problem } from '../../accounts/ports.ts';
import type { AccountRecord } from '../../accounts/records.ts';
import type { Pending2FAResult } from '../../vrchat/schemas.ts';
import { secret } from '../../vrchat/secret.ts';
import { enableTwoFactorBody, type EnableTwoFactorTexts } from './enableTwoFactorPage.ts';
import { accountName } from '../../prompts/accountName.ts';
import { copiedText } from '../../prompts/copiedText.ts';
import { hostText } from '../../prompts/serverName.ts';
import { problemText } from '../../prompts/problemText.ts';
import { createRecoveryCodesView, readRecoveryCodes, type RecoveryCodesPorts, type RecoveryCodesView } from './recoveryCodes.ts';
import { reportProblem } from '../../prompts/reportProblem.ts';
import { sayUnexpected } from '../../prompts/sayUnexpected.ts';
import { say } from '../../prompts/say.ts';
import { openTwoFactorPanel, type PageAction, type TwoFactorPanel } from './twoFactorPanel.ts';
import { storeSecret } from './storeSecret.ts';

const { l10n } = vscode;

export interface EnableTwoFactorPorts extends RecoveryCodesPorts {
  /** Cancels a setup. */
  readonly cancelPending: (account: AccountView) => Promise<void>;
}

/** Open setup tabs, one per account. */
export type TwoFactorSetupPanels = Map<string, TwoFactorPanel>;

/**
 * Sets up an authenticator in a tab of its own, or continues a stored setup. If the tab is closed before a code was accepted, the user is
 * asked whether to keep the setup; it survives a reload.
 */
export async function enableTwoFactor(ports: EnableTwoFactorPorts, account: AccountView, panels: TwoFactorSetupPanels): Promise<void> {
  const open = panels.get(accountKey(account));
  if (open) {
    open.reveal();
    return;
  }
  const begun = ports.store.account(account)?.pendingTwoFactor ?? (await begin(ports, account));
  if (!begun || panels.has(accountKey(account))) return;
  createTwoFactorSetup(ports, account, panels).open(begun);
}

/** Requests a secret from the server; the previous one becomes invalid. */
async function begin({ actions }: EnableTwoFactorPorts, account: AccountView): Promise<Pending2FAResult | undefined> {
  const result = await actions.call(
    account,
    (vrchat, session) => vrchat.enable2FA(session),
    (record, pendingTwoFactor) => ({ ...record, pendingTwoFactor }),
  );
  if (result.ok) return result.value;
  await reportProblem(result.problem, account, 'enableTwoFactor');
  return undefined;
}

function createTwoFactorSetup(ports: EnableTwoFactorPorts, account: AccountView, panels: TwoFactorSetupPanels) {
  const { store, actions } = ports;
  const name = accountName(account);
  const title = l10n.t('Two-factor setup for {0}', name);
  let panel: TwoFactorPanel | undefined;
  let pending: Pending2FAResult | undefined;
  /** Replaces the page once a code was accepted. */
  let codes: RecoveryCodesView | undefined;
  let isOver = false;

  function show(begun: Pending2FAResult): void {
    pending = begun;
    panel?.show({ title, body: enableTwoFactorBody(texts(name, hostText(account.server)), begun) });
  }

  async function confirm(code: string): Promise<void> {
    panel?.tell({ busy: true });
    noteSentCode(code, serverTime(Date.now(), store.account(account) ?? {}));
    const result = await actions.call(
      account,
      (vrchat, session) => vrchat.verifyPending2FA(session, { code: secret(code) }),
      (record) => withAuthenticator(record),
    );
    if (!result.ok) {
      panel?.tell({ problem: setupProblemText(result.problem) });
      return;
    }
    isOver = true;
    await showCodes();
  }

  async function showCodes(): Promise<void> {
    const key = pending?.secret;
    pending = undefined;
    const result = await readRecoveryCodes(ports, account);
    if (!panel) return;
    if (!result.ok) {
      panel.close();
      say(l10n.t('Two-factor authentication is on for {0}.', name));
      return reportProblem(result.problem, account, 'showRecoveryCodes');
    }
    codes = createRecoveryCodesView(ports, account, {
      storeSecret: async () => key !== undefined && storeSecret(store, account, key),
    });
    codes.show(panel, result.value);
  }

  async function act(action: PageAction): Promise<void> {
    switch (action.action) {
      case 'copyKey':
        panel?.tell({ status: copiedText(await ports.clipboard.copySecret(pending?.secret.reveal() ?? '')) });
        break;
      case 'confirm':
        await confirm(action.code ?? '');
        break;
      case 'startAgain': {
        const begun = await begin(ports, account);
        if (begun) show(begun);
        break;
      }
      case 'cancel':
        isOver = true;
        panel?.close();
        await ports.cancelPending(account);
        break;
    }
  }

  async function close(): Promise<void> {
    panel = undefined;
    pending = undefined;
    panels.delete(accountKey(account));
    codes?.onClose();
    if (isOver || store.account(account)?.pendingTwoFactor === undefined) return;
    const cancel = l10n.t('Cancel Setup');
    const choice = await vscode.window.showInformationMessage(
      l10n.t('Finish setting up two-factor authentication for {0} later? It isn’t on until you confirm a code.', name),
      l10n.t('Keep for Later'),
      cancel,
    );
    if (choice === cancel) await ports.cancelPending(account);
  }

  return {
    open(begun: Pending2FAResult): void {
      panel = openTwoFactorPanel(title, {
        onAction: (action) => {
          if (codes) codes.onAction(action);
          else void act(action).catch(sayUnexpected);
        },
        onLeave: () => codes?.onLeave(),
        onClose: () => void close().catch(sayUnexpected),
      });
      panels.set(accountKey(account), panel);
      show(begun);
    },
  };
}

/** What an accepted first code tells about the account. */
function withAuthenticator({ pendingTwoFactor, ...record }: AccountRecord): AccountRecord {
  return { ...record, profile: { ...record.profile, twoFactorAuthEnabled: true, twoFactorAuthEnabledDate: new Date().toISOString() } };
}

function setupProblemText(problem: Problem): string {
  return problem.kind === 'twoFactorMethodUnavailable'
    ? l10n.t('This setup has expired. Start again with a new key.')
    : problem.kind === 'invalidInput'
      ? problemText({ kind: 'notACode', method: 'totp' })
      : problemText(problem);
}

function texts(name: string, host: string): EnableTwoFactorTexts {
  return {
    heading: l10n.t('Set up two-factor authentication for {0}', name),
    introduction: l10n.t('VRChat then requires a code from your authenticator app when you sign in from a new location.'),
    scanHeading: l10n.t('1. Add the account to your authenticator app'),
    scan: l10n.t('Scan the QR code with any authenticator app, or enter the key.'),
    pictureDescription: l10n.t('QR code for an authenticator app. You can enter the key below instead.'),
    noPicture: l10n.t('VRChat sent no usable QR code. Enter the key instead.'),
    key: l10n.t('Key:'),
    copyKey: l10n.t('Copy Key'),
    codeHeading: l10n.t('2. Enter the code that the app shows. It is sent to {0}', host),
    code: l10n.t('Six-digit code from the authenticator app'),
    confirm: l10n.t('Turn On'),
    later: l10n.t('You can close this tab and finish later; the setup stays in VS Code’s secret storage until you cancel it.'),
    startAgain: l10n.t('Start Again with a New Key'),
    cancel: l10n.t('Cancel Setup'),
  };
}
