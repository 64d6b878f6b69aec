import * as vscode from 'vscode';
import type { ClipboardPort } from '../../accounts/ports.ts';
import type { LoggedRequest } from '../../gateway/requestLog.ts';
import type { SessionGateway } from '../../gateway/sessionGateway.ts';
import type { CommandTarget } from '../../prompts/commandTarget.ts';
import { copiedText } from '../../prompts/copiedText.ts';
import { plainText } from '../../prompts/plainText.ts';
import { curlCommand } from './curlCommand.ts';
import type { RequestsView } from './requestsView.ts';

const { l10n } = vscode;

export interface RequestCommandsPorts {
  readonly gateway: SessionGateway;
  readonly view: RequestsView;
  readonly clipboard: ClipboardPort;
}

/** The commands of the Requests view. */
export function createRequestCommands({ gateway, view, clipboard }: RequestCommandsPorts) {
  async function copyAsCurl(request: LoggedRequest): Promise<void> {
    const addresses = gateway.of(request.grantId);
    if (!addresses) {
      void vscode.window.showInformationMessage(l10n.t('The address of this request is no longer valid.'));
      return;
    }
    const cleared = await clipboard.copySecret(curlCommand(addresses.apiUrl, request));
    vscode.window.setStatusBarMessage(`$(check) ${copiedText(cleared)}`, 5000);
  }

  return {
    showRequests: async (): Promise<void> => {
      if (gateway.port() === undefined) {
        void vscode.window.showInformationMessage(l10n.t('No program of this workspace uses the session gateway yet.'));
        return;
      }
      await vscode.commands.executeCommand('vrchatAuth.requests.focus');
    },
    pauseRequests: at(() => view.pause(true)),
    resumeRequests: at(() => view.pause(false)),
    clearRequests: at(() => {
      gateway.clear();
      view.clear();
    }),
    showOnlyProblems: at(() => view.showOnlyProblems(true)),
    showAllRequests: at(() => view.showOnlyProblems(false)),

    /** The address in the command lets a program use the account, so it is copied only if the user clicked, or says so. */
    async copyRequestAsCurl(target?: CommandTarget): Promise<void> {
      const request = gateway.report().requests.find(({ id }) => id === target?.requestId);
      if (!request) {
        void vscode.window.showInformationMessage(l10n.t('Choose a request in the Requests view first.'));
        return;
      }
      const copy = l10n.t('Copy');
      const name = plainText(`${request.method} ${request.path}`, 80);
      const isWanted =
        target?.isOurs === true ||
        (await vscode.window.showWarningMessage(
          l10n.t('Copy “{0}” as a curl command?', name),
          { modal: true, detail: l10n.t('The command contains the gateway’s address, with which programs can use the account.') },
          copy,
        )) === copy;
      if (isWanted) await copyAsCurl(request);
    },
  };
}

/** A command that is done at once. */
function at(action: () => void): () => Promise<void> {
  return () => {
    action();
    return Promise.resolve();
  };
}
