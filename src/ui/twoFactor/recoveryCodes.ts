import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AccountId } from '../../accounts/accountId.ts';
import type { AccountView } from '../../accounts/accountViews.ts';
import type { ClipboardPort } from '../../accounts/ports.ts';
import type { CallResult } from '../../accounts/sessionActions.ts';
import { copiedText } from '../../prompts/copiedText.ts';
import { ownerOnly } from '../../prompts/localFile.ts';
import { accountName } from '../../prompts/accountName.ts';
import { pathText } from '../../prompts/pathText.ts';
import { plainText } from '../../prompts/plainText.ts';
import { reportProblem } from '../../prompts/reportProblem.ts';
import { sayUnexpected } from '../../prompts/sayUnexpected.ts';
import { obstacleText, openWorkspaceFile } from '../../prompts/workspaceFile.ts';
import { hiddenCodesBody, recoveryCodesBody, writeRecoveryCode, type RecoveryCode, type RecoveryCodesTexts } from './recoveryCodesPage.ts';
import { createVisibilityTimer } from './visibilityTimer.ts';
import { callWithFreshCode, type FreshCodePorts } from './twoFactorFreshCode.ts';
import { openTwoFactorPanel, type PageAction, type PanelListeners, type TwoFactorPanel } from './twoFactorPanel.ts';

const { l10n } = vscode;

export interface RecoveryCodesPorts extends FreshCodePorts {
  readonly clipboard: ClipboardPort;
}

/** Extras for codes that are shown right after an authenticator was set up. */
export interface FirstCodes {
  /** Stores the authenticator's secret. @returns whether that worked */
  readonly storeSecret: () => Promise<boolean>;
}

/** A page of recovery codes, in an open or a new panel. */
export interface RecoveryCodesView extends PanelListeners {
  show(panel: TwoFactorPanel, codes: readonly RecoveryCode[]): void;
}

/** Reads an account's recovery codes, with a new two-factor code if the server requires one. The number of remaining codes is stored. */
export async function readRecoveryCodes(ports: FreshCodePorts, account: AccountId): Promise<CallResult<readonly RecoveryCode[]>> {
  const result = await callWithFreshCode(ports, {
    account,
    title: l10n.t('Show Recovery Codes'),
    request: (vrchat, session) => vrchat.getRecoveryCodes(session),
    take: (record, { otp }) => ({ ...record, recoveryCodes: { left: otp.filter(({ used }) => !used).length, total: otp.length } }),
  });
  return result.ok ? { ok: true, value: result.value.otp } : result;
}

/** Opens a tab with an account's recovery codes. */
export async function showRecoveryCodes(ports: RecoveryCodesPorts, account: AccountView): Promise<void> {
  const result = await readRecoveryCodes(ports, account);
  if (!result.ok) return reportProblem(result.problem, account, 'showRecoveryCodes');
  const view = createRecoveryCodesView(ports, account);
  view.show(openTwoFactorPanel(title(account), view), result.value);
}

function title(account: AccountView): string {
  return l10n.t('Recovery codes for {0}', accountName(account));
}

/**
 * Shows recovery codes for a minute, or until the user switches away.
 *
 * @param first - set if they are shown for the first time
 */
export function createRecoveryCodesView(ports: RecoveryCodesPorts, account: AccountView, first?: FirstCodes): RecoveryCodesView {
  const texts = codeTexts(account, first !== undefined);
  let panel: TwoFactorPanel | undefined;
  let codes: readonly RecoveryCode[] = [];
  let storeSecret = first?.storeSecret;
  const offersSecret = (): boolean => storeSecret !== undefined;

  const timer = createVisibilityTimer(() => {
    codes = [];
    panel?.show({ title: title(account), body: hiddenCodesBody(texts, { offersSecret: offersSecret() }) });
  });

  function show(where: TwoFactorPanel, shown: readonly RecoveryCode[]): void {
    panel = where;
    codes = shown;
    where.show({ title: title(account), body: recoveryCodesBody(texts, { codes, offersSecret: offersSecret() }) });
    timer.start();
  }

  async function showAgain(): Promise<void> {
    const result = await readRecoveryCodes(ports, account);
    if (!result.ok) return reportProblem(result.problem, account, 'showRecoveryCodes');
    if (panel) show(panel, result.value);
  }

  async function act({ action }: PageAction): Promise<void> {
    switch (action) {
      case 'copyCodes':
        panel?.tell({ status: copiedText(await ports.clipboard.copySecret(unusedText(codes))) });
        break;
      case 'saveCodes':
        await saveCodes(account, codes);
        break;
      case 'hide':
        timer.end();
        break;
      case 'showAgain':
        await showAgain();
        break;
      case 'storeSecret': {
        const isStored = await storeSecret?.();
        if (isStored) storeSecret = undefined;
        panel?.tell({
          status: isStored
            ? l10n.t('Stored. Use “Copy One-Time Code” to get codes.')
            : l10n.t('VS Code’s secret storage couldn’t save the secret. Check that the system keyring is unlocked, then try again.'),
        });
        break;
      }
    }
  }

  return {
    show,
    onAction: (action) => void act(action).catch(sayUnexpected),
    onLeave: () => timer.end(),
    onClose: () => {
      panel = undefined;
      timer.end();
    },
  };
}

function unusedText(codes: readonly RecoveryCode[]): string {
  return codes
    .filter(({ used }) => !used)
    .map(({ code }) => writeRecoveryCode(code))
    .join('\n');
}

async function saveCodes(account: AccountView, codes: readonly RecoveryCode[]): Promise<void> {
  const choose = l10n.t('Choose Where to Save');
  const choice = await vscode.window.showWarningMessage(
    l10n.t('Save the recovery codes to a file?'),
    {
      modal: true,
      detail: l10n.t(
        'The file isn’t encrypted: anyone who can read it needs only your password to get into the account. Keep it out of repositories and synced folders.',
      ),
    },
    choose,
  );
  if (choice !== choose) return;
  const target = await vscode.window.showSaveDialog({
    title: l10n.t('Save Recovery Codes'),
    saveLabel: l10n.t('Save'),
    filters: { [l10n.t('Text')]: ['txt'] },
    // Not in the workspace, where it might be committed.
    defaultUri: vscode.Uri.file(join(homedir(), l10n.t('VRChat recovery codes.txt'))),
  });
  if (!target) return;
  const text = `${l10n.t('VRChat recovery codes for {0}. Each works once.', plainText(account.displayName))}\n\n${unusedText(codes)}\n`;
  try {
    const file = await openWorkspaceFile(target);
    if ('obstacle' in file) {
      void vscode.window.showWarningMessage(obstacleText(file.obstacle, target));
      return;
    }
    await file.write(new TextEncoder().encode(text), { mode: ownerOnly });
    void vscode.window.showInformationMessage(l10n.t('Recovery codes are saved in {0}. The file is not encrypted.', pathText(target)));
  } catch {
    void vscode.window.showWarningMessage(l10n.t('Couldn’t write the file. Choose another folder.'));
  }
}

function codeTexts(account: AccountView, isFirst: boolean): RecoveryCodesTexts {
  return {
    heading: title(account),
    ...(isFirst && { done: l10n.t('Two-factor authentication is on.') }),
    introduction: isFirst
      ? l10n.t(
          'Store these codes somewhere you can reach without this machine or your phone. If you lose your authenticator, each one lets you sign in once.',
        )
      : l10n.t(
          'Each code can be used once instead of a code from your authenticator. To get new ones, turn two-factor authentication off and on again.',
        ),
    used: l10n.t('used'),
    copy: l10n.t('Copy Unused Codes'),
    save: l10n.t('Save to File…'),
    hide: l10n.t('Hide'),
    hiddenSoon: l10n.t('The codes are hidden after 60 seconds, or when you switch away.'),
    hidden: l10n.t('Codes hidden.'),
    showAgain: l10n.t('Show Again'),
    storeSecretHeading: l10n.t('One-time codes from VS Code'),
    storeSecret: l10n.t('Store Authenticator Secret'),
    storeSecretAdvice: l10n.t(
      'VS Code can also generate the six-digit codes if you store the authenticator’s secret. Anyone who can use this VS Code can then generate them too.',
    ),
  };
}
