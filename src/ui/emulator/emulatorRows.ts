import * as vscode from 'vscode';
import { plainText } from '../../prompts/plainText.ts';
import { ago, timeOfDay } from '../../prompts/time.ts';
import { rowId } from '../../prompts/windowToken.ts';
import { shortIds } from '../requests/shortIds.ts';
import type { TreeRow } from '../tree/treeRow.ts';
import type { EmulatedAccount, EmulatedEmail, EmulatedRequest, EmulatorControls, WaitingFault } from './emulatorControls.ts';
import { emulatorRow } from './emulatorRow.ts';
import { accountNames, clockText, codeText, faultText, operationText, timesText } from './emulatorText.ts';

const { l10n } = vscode;

/** More would push everything else out of view. */
const requestsShown = 20;
const mailShown = 20;

/**
 * An emulator: its accounts with their codes, emails, requests, faults, network and clock.
 *
 * @param isOther - another window runs it
 * @param isPrivate - whether names are hidden
 * @param onCodesDrawn - called when codes are shown, with the time until they end
 */
export function runningRow(
  controls: EmulatorControls,
  isOther: boolean,
  isPrivate: () => boolean,
  onCodesDrawn: (leftMs: number) => void,
): TreeRow {
  const { host } = new URL(controls.address);
  const names = (): readonly string[] => accountNames(controls.accounts(), isPrivate());
  const groups = (): TreeRow[] => [
    accountsRow(controls, names, onCodesDrawn),
    mailRow(controls, names),
    requestsRow(controls, isPrivate),
    faultsRow(controls),
    networkRow(controls),
    clockRow(controls),
    eventsRow(controls),
  ];
  const row = emulatorRow({
    id: ['running'],
    label: l10n.t('Local API Emulator'),
    description: isOther ? l10n.t('{0} · in another window', host) : host,
    icon: 'beaker',
    contextValue: isOther ? 'emulator.other' : 'emulator.running',
    explanation: isOther
      ? l10n.t('A VRChat API on this machine with made-up accounts, for trying things out. It stops with the window that runs it.')
      : l10n.t('A VRChat API on this machine with made-up accounts, for trying things out. It stops with this window.'),
    children: groups,
    isOpen: !isOther,
    copyText: controls.address,
  });
  return rowOf(controls.address, row);
}

/** A row, and those below it, of one of several emulators. */
function rowOf(address: string, row: TreeRow): TreeRow {
  const { item, children } = row;
  item.id = rowId(address, item.id ?? '');
  return { ...row, emulator: address, ...(children && { children: () => children().map((child) => rowOf(address, child)) }) };
}

function accountsRow(controls: EmulatorControls, names: () => readonly string[], onCodesDrawn: (leftMs: number) => void): TreeRow {
  return emulatorRow({
    id: ['accounts'],
    label: l10n.t('Accounts'),
    description: String(controls.accounts().length),
    icon: 'account',
    contextValue: 'emulatorAccounts',
    explanation: l10n.t('Sign in with one click, or type their names and passwords into your own program.'),
    children: () => {
      const accounts = controls.accounts();
      const left = accounts.flatMap(({ code }) => (code ? [code.validForMs] : []));
      if (left.length > 0) onCodesDrawn(Math.min(...left));
      const shown = names();
      return accounts.map((account, index) => accountRow(account, shown[index] ?? ''));
    },
    isOpen: true,
  });
}

function accountRow(account: EmulatedAccount, name: string): TreeRow {
  const { username, twoFactor, code } = account;
  const method = { totp: l10n.t('authenticator app'), email: l10n.t('code by email'), none: l10n.t('password only') }[twoFactor];
  return emulatorRow({
    id: ['account', username],
    label: name,
    description: code ? codeText(code) : method,
    icon: 'person',
    contextValue: `emulatorAccount.${code ? 'code' : 'none'}`,
    explanation: l10n.t('A made-up account of the emulator, with {0}. It costs nothing to sign in.', method),
    emulated: { kind: 'account', username },
  });
}

function mailRow(controls: EmulatorControls, names: () => readonly string[]): TreeRow {
  return emulatorRow({
    id: ['mail'],
    label: l10n.t('Emails'),
    description: controls.mailbox().length === 0 ? l10n.t('none yet') : String(controls.mailbox().length),
    icon: 'mail',
    contextValue: 'emulatorMail',
    explanation: l10n.t('Emails that VRChat would have sent, with their codes and links.'),
    children: () =>
      controls
        .mailbox()
        .slice(-mailShown)
        .toReversed()
        .map((email) => emailRow(email, controls.now(), recipient(controls, names(), email))),
    isEmpty: controls.mailbox().length === 0,
  });
}

function recipient(controls: EmulatorControls, names: readonly string[], email: EmulatedEmail): string {
  const index = controls.accounts().findIndex((account) => account.email === email.to);
  return names[index] ?? '';
}

function emailRow({ id, subject, code, link, at, text }: EmulatedEmail, now: number, name: string): TreeRow {
  return emulatorRow({
    id: ['mail', String(id)],
    label: plainText(subject, 60),
    description: [...(name === '' ? [] : [name]), ago(Date.parse(at), now)].join(' · '),
    icon: 'mail-read',
    contextValue: `emulatorEmail${code === undefined ? '' : '.code'}${link === undefined ? '' : '.link'}`,
    explanation: name === '' ? '' : plainText(text, 300),
    emulated: { kind: 'mail', id },
  });
}

function requestsRow(controls: EmulatorControls, isPrivate: () => boolean): TreeRow {
  return emulatorRow({
    id: ['requests'],
    label: l10n.t('Requests'),
    description: controls.requestCount() === 0 ? l10n.t('none yet') : String(controls.requestCount()),
    icon: 'list-unordered',
    contextValue: 'emulatorRequests',
    explanation: l10n.t('The latest {0} requests to the emulator, of this extension and of your programs.', requestsShown),
    children: () => {
      const requests = controls.requests().slice(-requestsShown);
      const first = controls.requestCount() - requests.length;
      return requests.map((request, index) => requestRow(request, first + index, isPrivate())).toReversed();
    },
    isEmpty: controls.requestCount() === 0,
  });
}

function requestRow({ operation, method, path, status, network, at }: EmulatedRequest, number: number, isPrivate: boolean): TreeRow {
  const line = plainText(`${method} ${isPrivate ? shortIds(path) : path}`, 200);
  return emulatorRow({
    id: ['request', String(number)],
    label: operation ?? line,
    description: `${status ?? l10n.t('no answer')} · ${timeOfDay(Date.parse(at))}`,
    icon: status === null ? 'circle-slash' : status >= 400 ? 'warning' : 'pass',
    contextValue: `emulatorRequest.${operation === null ? 'unknown' : 'known'}`,
    explanation: l10n.t('{0}, from the network “{1}”', line, plainText(network, 40)),
    ...(operation !== null && { emulated: { kind: 'request', operation } }),
  });
}

function faultsRow(controls: EmulatorControls): TreeRow {
  return emulatorRow({
    id: ['faults'],
    label: l10n.t('Faults'),
    description: controls.faults().length === 0 ? l10n.t('none wait') : String(controls.faults().length),
    icon: 'bug',
    contextValue: 'emulatorFaults',
    explanation: l10n.t('Answers that will fail, to see what a program does then. If several match a request, the first one applies.'),
    children: () => controls.faults().map(faultRow),
    // Also while there are none: VS Code would show the first one in a collapsed row.
    isOpen: true,
  });
}

function faultRow({ id, operation, fault, times }: WaitingFault): TreeRow {
  return emulatorRow({
    id: ['fault', String(id)],
    label: `${operationText(operation)}: ${plainText(fault, 80)}`,
    description: timesText(times),
    icon: 'debug-breakpoint',
    contextValue: 'emulatorFault',
    explanation: faultText(fault),
    emulated: { kind: 'fault', id },
    removes: 'removeFault',
  });
}

function networkRow(controls: EmulatorControls): TreeRow {
  return emulatorRow({
    id: ['network'],
    label: l10n.t('Network'),
    description: plainText(controls.network(), 40),
    icon: 'globe',
    contextValue: 'emulatorNetwork',
    explanation: l10n.t('Where requests come from. VRChat ties a session to the network that it was made on.'),
    opens: 'moveToAnotherNetwork',
  });
}

function clockRow(controls: EmulatorControls): TreeRow {
  return emulatorRow({
    id: ['clock'],
    label: l10n.t('Clock'),
    description: clockText(controls.clockAheadMs()),
    icon: 'watch',
    contextValue: 'emulatorClock',
    explanation: l10n.t('Move it ahead to see codes, trust and sessions end.'),
    opens: 'advanceClock',
  });
}

function eventsRow(controls: EmulatorControls): TreeRow {
  const connections = controls.connections();
  return emulatorRow({
    id: ['events'],
    label: l10n.t('Events'),
    description:
      connections === 0 ? l10n.t('nothing connected') : connections === 1 ? l10n.t('1 connection') : l10n.t('{0} connections', connections),
    icon: 'radio-tower',
    contextValue: 'emulatorEvents',
    explanation: l10n.t('Programs that listen to VRChat’s WebSocket get the events that you send.'),
    opens: 'sendEmulatorEvent',
  });
}
