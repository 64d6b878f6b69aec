import * as vscode from 'vscode';
import type { Grant } from '../../accounts/grants.ts';
import type { GatewayAddresses } from '../../gateway/sessionGateway.ts';
import { usesGateway } from '../../gateway/usesGateway.ts';
import { accountName } from '../../prompts/accountName.ts';
import { grantText } from '../../prompts/grantText.ts';
import { askGrant, folderName } from '../session/askGrant.ts';
import { chooseFolder } from '../session/chooseFolder.ts';
import { chooseSession, requireTrust } from '../session/chooseSession.ts';
import { grantedAccount } from '../session/grantedAccount.ts';
import type { HandoffPorts, HandoffTarget } from '../session/handoffPorts.ts';
import { isSameAccount } from '../../accounts/accountId.ts';

const { l10n } = vscode;

/** "Start Session Gateway" and what ends it: programs of a folder get an address in place of a session. */
export function createGatewayCommands(ports: HandoffPorts) {
  const { grants } = ports;
  const here = (): Grant[] => grants.here().filter(({ way }) => usesGateway(way));

  async function offerAddress(addresses: GatewayAddresses, folder: string, account: string): Promise<void> {
    const copy = l10n.t('Copy Address');
    const show = l10n.t('Show Requests');
    const choice = await vscode.window.showInformationMessage(
      l10n.t(
        'The session gateway runs at {0}. Programs in “{1}” that use its address work as {2}, and hold no secret.',
        new URL(addresses.apiUrl).host,
        folder,
        account,
      ),
      copy,
      show,
    );
    if (choice === show) await vscode.commands.executeCommand('vrchatAuth.showRequests');
    if (choice !== copy) return;
    const cleared = await ports.clipboard.copySecret(addresses.apiUrl);
    const text = cleared === 0 ? l10n.t('Copied.') : l10n.t('Copied. The clipboard will be cleared in {0} s.', cleared);
    vscode.window.setStatusBarMessage(`$(check) ${text}`, 5000);
  }

  function sayNoPort(): void {
    void vscode.window.showErrorMessage(
      l10n.t('The session gateway couldn’t start: no port is free. Choose another one in the setting “vrchatAuth.gatewayPort”.'),
    );
  }

  return {
    async startGateway(target?: HandoffTarget): Promise<void> {
      if (!(await requireTrust())) return;
      const folder = await chooseFolder(ports);
      if (folder === 'none') {
        void vscode.window.showInformationMessage(l10n.t('Open a folder first. Access to a session is given to one folder.'));
        return;
      }
      const session = folder && (await chooseSession(ports, target));
      if (!session) return;
      await grants.sync();
      const account = grantedAccount(session);
      const known = grants.here('gateway').find((grant) => grant.folder === folder.uri.toString() && isSameAccount(grant.account, account));
      const userAgent = known?.userAgent ?? (await ports.programs.ask(folder));
      if (userAgent === undefined) return;
      const grant = known ?? (await askGrant(ports, { folder, session, way: { kind: 'gateway' }, userAgent }));
      if (!grant) return;
      const addresses = await (await ports.gateway()).open(grant.id);
      if (!addresses) {
        sayNoPort();
        return;
      }
      ports.noteRemote();
      // Not awaited, because a notification can stay open for hours.
      void offerAddress(addresses, folderName(folder), accountName(ports.sessions.named(session), 60));
    },

    async stopGateway(): Promise<void> {
      await grants.sync();
      const given = here();
      if (given.length === 0) {
        void vscode.window.showInformationMessage(l10n.t('No program of this workspace uses the session gateway.'));
        return;
      }
      const stop = l10n.t('Stop');
      const choice = await vscode.window.showWarningMessage(
        l10n.t('Stop the session gateway for this workspace?'),
        {
          modal: true,
          detail: [
            l10n.t('Its addresses stop working, open connections are closed, and these lose access:'),
            ...given.map((grant) => `• ${grantText(grant)}`),
          ].join('\n'),
        },
        stop,
      );
      if (choice !== stop) return;
      for (const { id } of given) await grants.revoke(id);
      vscode.window.setStatusBarMessage(`$(check) ${l10n.t('The session gateway no longer works for this workspace.')}`, 5000);
    },

    async replaceGatewayKey(): Promise<void> {
      await grants.sync();
      const picked = await vscode.window.showQuickPick(
        here().map((grant) => ({ label: grantText(grant), grant })),
        {
          title: l10n.t('Replace Gateway Key'),
          placeHolder: l10n.t('Choose whose address is replaced. The one it has stops working.'),
        },
      );
      if (!picked) return;
      const addresses = await (await ports.gateway()).replaceKey(picked.grant.id);
      if (!addresses) {
        sayNoPort();
        return;
      }
      vscode.window.setStatusBarMessage(`$(check) ${l10n.t('Key replaced.')}`, 5000);
    },
  };
}
