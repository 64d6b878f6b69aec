import * as vscode from 'vscode';

const { l10n } = vscode;

/** A request that changes something, as the user sees it. */
export interface AskedRequest {
  readonly method: string;
  /** In visible ASCII, whole. */
  readonly path: string;
  /** JSON in visible ASCII, whole, as it is sent. */
  readonly body: string | undefined;
  readonly account: string;
  readonly folder: string;
}

/** Asks the user each time whether an agent may send a request. @returns whether they allowed it */
export async function askRequest({ method, path, body, account, folder }: AskedRequest): Promise<boolean> {
  const send = l10n.t('Send');
  const choice = await vscode.window.showWarningMessage(
    l10n.t('Let an agent send {0} {1} as {2}?', method, path, account),
    {
      modal: true,
      detail: [
        l10n.t('Folder: {0}', folder),
        ...(body === undefined ? [l10n.t('It sends no data.')] : [l10n.t('It sends:'), body]),
        '',
        l10n.t('An agent or another extension in this window wants to do this. You are asked each time.'),
      ].join('\n'),
    },
    send,
  );
  return choice === send;
}
