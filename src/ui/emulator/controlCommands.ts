import * as vscode from 'vscode';
import type { CommandTarget } from '../../prompts/commandTarget.ts';
import { plainText } from '../../prompts/plainText.ts';
import { privacy } from '../../prompts/settings.ts';
import { duration } from '../../prompts/time.ts';
import type { EmulatedAccount, EmulatedEmail, EmulatorControls, KnownEmulators } from './emulatorControls.ts';
import { accountNames, codeText, faultText, operationText, timesText } from './emulatorText.ts';
import { askForFault } from './faultQuestion.ts';

const { l10n } = vscode;

/** What a sign-in at the emulator is answered with. */
export interface EmulatedAnswers {
  readonly username: string;
  readonly password: string;
  /** The two-factor code that works now, if there is one. */
  readonly code: () => string | undefined;
  /** Whether the password is remembered, so that the session is renewed. */
  readonly remembers?: boolean;
}

export interface ControlCommandPorts {
  readonly emulators: () => KnownEmulators;
  /** Signs in without a question. */
  readonly signIn: (server: string, answers: EmulatedAnswers) => Promise<void>;
}

const steps = [15 * 60, 60 * 60, 24 * 60 * 60, 31 * 24 * 60 * 60, 366 * 24 * 60 * 60];
const networks = ['home', 'elsewhere', 'cafe'];

/** The commands that steer an emulator: the one of the row, or this window's, or the one that the user chooses. They concern made-up accounts only. */
export function createControlCommands({ emulators, signIn }: ControlCommandPorts) {
  /** A command that does nothing but say so while no emulator runs. */
  const withControls =
    (run: (running: EmulatorControls, target?: CommandTarget) => Promise<void>) =>
    async (target?: CommandTarget): Promise<void> => {
      const { own, others } = emulators();
      if (!own && others.length === 0) void vscode.window.showInformationMessage(l10n.t('No local API emulator is running.'));
      const pointed = [...(own ? [own] : []), ...others].find(({ address }) => address === target?.emulator);
      const running = pointed ?? own ?? (await chooseEmulator(others));
      if (running) await run(running, target);
    };

  return {
    signInAtEmulator: withControls(async (running, target) => {
      const account = await chooseEmulated(running, target, l10n.t('Sign In at the Emulator'), running.accounts());
      if (!account) return;
      await signIn(running.address, answersOf(running, account));
    }),

    copyEmulatorCode: withControls(async (running, target) => {
      const email = emailOf(running, target);
      const having = running.accounts().filter(({ code }) => code);
      if (!email && having.length === 0) {
        void vscode.window.showInformationMessage(l10n.t('No code is waiting.'));
        return;
      }
      const account = email ? undefined : await chooseEmulated(running, target, l10n.t('Copy Code'), having);
      await copy(email ? email.code : account?.code?.digits);
    }),

    copyEmulatorPassword: withControls(async (running, target) => {
      const account = await chooseEmulated(running, target, l10n.t('Copy Password'), running.accounts());
      await copy(account?.password);
    }),

    openEmulatorLink: withControls(async (running, target) => {
      const link = emailOf(running, target)?.link ?? (await chooseLink(running));
      if (link !== undefined) await vscode.env.openExternal(vscode.Uri.parse(link, true));
    }),

    failNextAnswer: withControls(async (running, target) => {
      const operation = target?.emulated?.kind === 'request' ? target.emulated.operation : undefined;
      const added = await askForFault(running, operation);
      if (added) note(l10n.t('Waits for {0}: {1}', operationText(added.operation), plainText(added.fault, 80)));
    }),

    removeFault: withControls(async (running, target) => {
      const { emulated, isSelection = false } = target ?? {};
      // Started on another row, it removes nothing.
      const isAsked = target === undefined || isSelection;
      const id = emulated?.kind === 'fault' ? emulated.id : isAsked ? await chooseFault(running) : undefined;
      if (id !== undefined) await running.removeFault(id);
    }),

    expireEmulatorSessions: withControls(async (running) => {
      await running.expireSessions();
      note(l10n.t('All sessions of the emulator have ended.'));
    }),

    moveToAnotherNetwork: withControls(async (running) => {
      const current = running.network();
      const items = networks.map((network) => ({
        label: network,
        description: network === current ? l10n.t('current') : '',
      }));
      const choice = await vscode.window.showQuickPick(items, {
        title: l10n.t('Move to Another Network'),
        placeHolder: l10n.t('Sessions that were made on another network are refused until you are back.'),
      });
      if (choice) await running.moveTo(choice.label);
    }),

    advanceClock: withControls(async (running) => {
      const choice = await vscode.window.showQuickPick(clockItems(), {
        title: l10n.t('Advance the Clock'),
        placeHolder: l10n.t('The clock goes back only when the emulator is reset.'),
      });
      if (choice) await running.advanceClock(choice.seconds);
    }),

    sendEmulatorEvent: withControls(async (running) => {
      const name = await vscode.window.showQuickPick(running.eventNames, {
        title: l10n.t('Send Pipeline Event'),
        placeHolder: l10n.t('Every program that listens gets it.'),
      });
      if (name === undefined) return;
      const count = await running.sendEvent(name);
      if (count > 0) note(l10n.t('Sent {0}. Connections: {1}', name, count));
      else void vscode.window.showInformationMessage(l10n.t('Nothing is connected to the emulator’s WebSocket.'));
    }),

    resetEmulator: withControls(async (running) => {
      const reset = l10n.t('Reset');
      const choice = await vscode.window.showWarningMessage(
        l10n.t('Reset the local API emulator?'),
        { modal: true, detail: l10n.t('Its accounts start over: their sessions, emails, requests, faults and clock are removed.') },
        reset,
      );
      if (choice === reset) await running.reset();
    }),
  };
}

/** What a sign-in as an account of the emulator is answered with. */
export function answersOf(running: EmulatorControls, { username, password }: EmulatedAccount): EmulatedAnswers {
  const code = (): string | undefined => running.accounts().find((candidate) => candidate.username === username)?.code?.digits;
  return { username, password, code };
}

async function chooseEmulator(all: readonly EmulatorControls[]): Promise<EmulatorControls | undefined> {
  if (all.length <= 1) return all[0];
  const items = all.map((controls) => ({ label: new URL(controls.address).host, iconPath: new vscode.ThemeIcon('beaker'), controls }));
  return (await vscode.window.showQuickPick(items, { placeHolder: l10n.t('Choose an emulator') }))?.controls;
}

/** The row that a command was started on. One that is only selected may be forgotten, so it does not count. */
function startedOn(target: CommandTarget | undefined): CommandTarget['emulated'] {
  return target?.isSelection === true ? undefined : target?.emulated;
}

/** The account that a command is about, or the one the user chooses. */
async function chooseEmulated(
  controls: EmulatorControls,
  target: CommandTarget | undefined,
  title: string,
  accounts: readonly EmulatedAccount[],
): Promise<EmulatedAccount | undefined> {
  const emulated = startedOn(target);
  if (emulated?.kind === 'account') return accounts.find(({ username }) => username === emulated.username);
  const all = controls.accounts();
  const names = accountNames(all, privacy().hidden);
  const items = accounts.map((account) => ({
    label: names[all.findIndex(({ username }) => username === account.username)] ?? '',
    description: account.code ? codeText(account.code) : '',
    account,
  }));
  const choice = await vscode.window.showQuickPick(items, { title, placeHolder: l10n.t('Choose an account of the emulator') });
  return choice?.account;
}

function emailOf(controls: EmulatorControls, target: CommandTarget | undefined): EmulatedEmail | undefined {
  const emulated = startedOn(target);
  return emulated?.kind === 'mail' ? controls.mailbox().find(({ id }) => id === emulated.id) : undefined;
}

async function chooseLink(controls: EmulatorControls): Promise<string | undefined> {
  const items = controls
    .mailbox()
    .toReversed()
    .flatMap(({ subject, link }) => (link === undefined ? [] : [{ label: plainText(subject, 60), link }]));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(l10n.t('No email with a link has arrived.'));
    return undefined;
  }
  const choice = await vscode.window.showQuickPick(items, { title: l10n.t('Open Link'), placeHolder: l10n.t('Choose an email') });
  return choice?.link;
}

async function chooseFault(controls: EmulatorControls): Promise<number | undefined> {
  const items = controls.faults().map(({ id, operation, fault, times }) => ({
    label: `${operationText(operation)}: ${plainText(fault, 80)}`,
    description: timesText(times),
    detail: faultText(fault),
    id,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(l10n.t('No fault waits.'));
    return undefined;
  }
  const choice = await vscode.window.showQuickPick(items, { title: l10n.t('Remove Fault'), placeHolder: l10n.t('Choose a fault') });
  return choice?.id;
}

/** What ends with each step of the clock. */
function clockItems() {
  const texts = [
    l10n.t('Codes sent by email end'),
    l10n.t('The limit of new sessions is over'),
    l10n.t('A day passes'),
    l10n.t('The trust in machines ends, and deleted accounts are gone'),
    l10n.t('All sessions end'),
  ];
  return steps.map((seconds, index) => ({ label: duration(seconds / 60), description: texts[index] ?? '', seconds }));
}

/** Nothing here is a secret: the accounts are made up, and their codes and passwords stand in the documentation. */
async function copy(text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await vscode.env.clipboard.writeText(text);
  note(l10n.t('Copied.'));
}

function note(text: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${text}`, 5000);
}
