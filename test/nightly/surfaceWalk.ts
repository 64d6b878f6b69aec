import type { EmulatorControl } from '../emulatorControl.ts';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { cutOff } from '../workbench/drawnTexts.ts';
import type { ExtensionInLanguage } from '../workbench/extensionInLanguage.ts';

/** What must be whole: names and questions. Descriptions of rows are cut at their end, where the least important is. */
const whole = [
  '.part.sidebar .pane-body .monaco-list-row .label-name',
  '.part.sidebar .welcome-view-content .monaco-button',
  '.quick-input-widget .quick-input-title',
  '.quick-input-widget .quick-input-message',
  '.quick-input-widget .quick-input-list-label-meta',
  '.monaco-dialog-box .monaco-button',
  '.notifications-toasts .monaco-button',
];

/** Everything of ours that is drawn outside of pages. */
const drawn = [
  ...whole,
  '.part.sidebar .pane-body .monaco-list-row .label-description',
  '.quick-input-widget .label-name',
  '.quick-input-widget .label-description',
  '.monaco-dialog-box .dialog-message-text',
  '.notifications-toasts .notification-list-item-message',
];

/** What is wrong at a place. */
interface Fault {
  readonly place: string;
  /** Texts that are cut off. */
  readonly cut: readonly string[];
  /** Texts that are English although they have a translation. */
  readonly english: readonly string[];
}

/** Goes from surface to surface in a window. */
export interface SurfaceWalk {
  /** Saves a picture, and notes what is wrong in it. */
  look(place: string): Promise<void>;
  /** What was wrong so far. */
  readonly faults: readonly Fault[];
  /** Runs a command by its key in the manifest's texts. */
  run(command: string, category?: string): Promise<void>;
  /** Runs a command that asks for an account, and chooses one. */
  runOn(command: string, account: string): Promise<void>;
  /** Types into the box and accepts. */
  answer(text: string): Promise<void>;
  /** Chooses an entry by its English text. */
  pick(text: string): Promise<void>;
  /** Waits for the box's placeholder, by its English text. */
  asked(text: string, ...values: readonly string[]): Promise<void>;
  /** Looks at a dialog and presses a button of it. */
  question(place: string, button: string): Promise<void>;
}

/** What a part of the walk needs. */
export interface Surroundings {
  readonly window: WorkbenchWindow;
  readonly walk: SurfaceWalk;
  readonly server: EmulatorControl;
  readonly extension: ExtensionInLanguage;
  /** The folder that is open. */
  readonly folder: string;
}

/** Shows the status bar item's tooltip, which has a link with this text. */
export async function showHover(window: WorkbenchWindow, link: string): Promise<void> {
  await window.statusBarItem('vrchatAuth.status').tooltip();
  await window.page.locator('.monaco-hover:visible', { hasText: link }).waitFor();
}

/** @param language - begins the pictures' names */
export function startWalk(window: WorkbenchWindow, extension: ExtensionInLanguage, language: string): SurfaceWalk {
  const { page, quickInput, dialog } = window;
  const { say, manifest } = extension;
  const faults: Fault[] = [];
  let places = 0;
  const visible = (selectors: readonly string[]) => page.locator(selectors.join(', ')).locator('visible=true');

  const look = async (place: string): Promise<void> => {
    await window.screenshot(`${language}-${String(++places).padStart(2, '0')}-${place}`);
    const texts = await visible(drawn).allInnerTexts();
    const fault = {
      place,
      cut: await cutOff(visible(whole)),
      english: texts.filter((text) => extension.isUntranslated(text.trim())),
    };
    if (fault.cut.length + fault.english.length > 0) faults.push(fault);
  };
  const run = (command: string, category = 'VRChat Auth'): Promise<void> =>
    window.runCommand(`${category}: ${manifest(`command.${command}`)}`);
  return {
    look,
    faults,
    run,
    runOn: async (command, account) => {
      await run(command);
      await quickInput.pick(account);
    },
    answer: async (text) => {
      await quickInput.type(text);
      await quickInput.accept();
    },
    pick: (text) =>
      quickInput.locator
        .locator('.monaco-list-row', { hasText: say(text) })
        .first()
        .click(),
    asked: (text, ...values) => quickInput.waitForPlaceholder(say(text, ...values)),
    question: async (place, button) => {
      await dialog.text();
      await look(place);
      await dialog.press(button);
      await dialog.waitClosed();
    },
  };
}
