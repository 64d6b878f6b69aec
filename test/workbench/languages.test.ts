import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkbenchWindow } from '../host/workbenchWindow.ts';
import { cutOff, labelsIn } from './drawnTexts.ts';
import { copyExtension, pseudoLanguage, type ExtensionInLanguage } from './extensionInLanguage.ts';
import { cutStates, setSidebarWidth } from './narrowSidebar.ts';
import { demo, useVSCode } from './stage.ts';
import { findTwoFactorTab } from './twoFactorTab.ts';

/** Set `DISPLAY_LANGUAGE=ja` to look at a real one. */
const language = process.env.DISPLAY_LANGUAGE ?? pseudoLanguage;

/** What may contain Latin letters in any language: names, values, and times formatted by Intl. */
const sameInAnyLanguage = new RegExp(
  [
    'VRChat Auth',
    'DevUser',
    'Plain User',
    'PlainUser',
    'plainuser',
    String.raw`\S+@\S+`,
    String.raw`usr_\S+`,
    String.raw`authcookie_\S*`,
    String.raw`\bVRC\w*_\w+`,
    String.raw`vrchatAuth\.\w+`,
    String.raw`https?://\S+`,
    String.raw`\{\w+\}`,
    String.raw`\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b`,
    String.raw`\b\d+\S (?:min|hr|days?|seconds?)(?: ago)?\b`,
    String.raw`\b(?:min|hr|days?|seconds?|ago)\b`,
    'curl',
    'JSON',
    'JavaScript',
    'Python',
    'Rust',
    'Dart',
    'Java',
    'Kotlin',
    'REST Client',
    'PowerShell',
    String.raw`\bcmd\b`,
    'vrchatapi\\S*',
    '(?:io\\.github\\.)?vrchat\\S*',
    'VRChat\\.API',
  ].join('|'),
  'g',
);

/** Texts added by VS Code itself. */
const ofVSCode = /\(Press 'Enter' to confirm or 'Escape' to cancel\)|\(\d\/\d\)|, has actions|, (?:warning|error|info)\b/g;

/** The parts of a text that are still English. */
function englishIn(text: string): string[] {
  return (
    text
      .replace(ofVSCode, '')
      .replace(sameInAnyLanguage, '')
      .match(/[A-Za-z]{3,}(?:[ ,’]+[A-Za-z]+)*/g) ?? []
  );
}

describe('a window in another language', () => {
  const stage = useVSCode('newest');
  let extension: ExtensionInLanguage;

  beforeAll(async () => {
    extension = await copyExtension(language);
  });
  afterAll(() => extension.remove());

  it('shows every text in that language, without cutting it off', async () => {
    const { server } = stage;
    const { say, manifest } = extension;
    const seen: { readonly place: string; readonly english: readonly string[]; readonly cut: readonly string[] }[] = [];
    const workbench = await stage.openBrowser({ language });
    const window = await workbench.openWindow({ folder: stage.folder, development: [extension.folder] });
    const { page, quickInput, notifications, dialog } = window;
    const view = window.view();

    /** Records the texts at a place, with those still in English and those cut off. */
    const look = async (place: string, texts: readonly (string | null)[], labels?: Locator): Promise<void> => {
      expect(texts.join(''), place).not.toBe('');
      seen.push({ place, english: texts.flatMap((text) => englishIn(text ?? '')), cut: labels ? await cutOff(labels) : [] });
      await window.screenshot(`language-${place.replaceAll(' ', '-')}`);
    };
    const lookAtBox = async (place: string): Promise<void> =>
      look(
        place,
        [
          await quickInput.title(),
          await quickInput.placeholder(),
          (await quickInput.prompt()) || ((await quickInput.validationMessage()) ?? ''),
          ...(await labelsIn(
            quickInput.locator.locator(
              '.quick-input-titlebar a[aria-label]:not(.codicon-quick-input-back), .quick-input-inline-action-bar a[aria-label]',
            ),
          )),
        ],
        quickInput.locator.locator('.quick-input-title, .quick-input-message'),
      );
    /** @param labels - the texts that must not be cut off; previews of programs may be */
    const lookAtPick = async (place: string, labels = '.label-name', read = (description: string) => description): Promise<void> =>
      look(
        place,
        [
          await quickInput.title(),
          await quickInput.placeholder(),
          ...(await quickInput.items()).flatMap(({ label, description }) => [label, read(description)]),
        ],
        quickInput.locator.locator(`.quick-input-title, ${labels}`),
      );
    const lookAtTree = async (place: string): Promise<void> => {
      const rows = view.locator.locator('.monaco-list-row');
      await look(
        place,
        [
          ...(await labelsIn(rows)),
          ...(await view.rows()).flatMap(({ label, description }) => [label, description]),
          ...(await labelsIn(rows.locator('.actions a'))),
        ],
        rows.locator('.label-name'),
      );
    };
    const lookAtNotification = async (place: string, text: string): Promise<void> => {
      await notifications.waitFor(text);
      const toast = notifications.find(text);
      await toast.hover();
      const buttons = await notifications.buttons(text);
      // Without buttons, VS Code shows one line and expands on demand.
      await look(
        place,
        [await toast.locator('.notification-list-item-message').innerText(), ...buttons],
        buttons.length === 0
          ? undefined
          : toast.locator('.notification-list-item-message, .notification-list-item-buttons-container .monaco-button'),
      );
    };

    await window.openView('VRChat Auth');
    await look('welcome', [await view.welcomeText()], view.locator.locator('.monaco-button'));

    await view.pressWelcomeButton(say('Sign In'));
    await signInAndLook(window, 'DevUser');
    await view.waitForRow('DevUser', say('valid'));
    await window.statusBarItem('vrchatAuth.status').tooltip();
    const tooltip = page.locator('.monaco-hover:visible', { hasText: say('More…') });
    await look('tooltip', [
      await tooltip.innerText(),
      await window.statusBarItem('vrchatAuth.status').text(),
      await window.statusBarItem('vrchatAuth.status').ariaLabel(),
    ]);
    await window.statusBarItem('vrchatAuth.status').click();
    await quickInput.waitForPlaceholder(say('What do you want to do?'));
    await lookAtPick('menu');
    await quickInput.type(say('Sign In to Another Account'));
    await quickInput.accept();
    await signInAndLook(window, 'plainuser');
    await view.waitForRow('Plain User', say('valid'));
    await notifications.closeAll();

    await view.collapse('DevUser');
    await view.expand('Plain User');
    await view.expand(say('Details'));
    await view.expand(say('Profile'));
    await lookAtTree('tree with something to attend to');
    const menu = page.locator('.monaco-menu .action-label:not(.separator)');
    await view.openMenu('Plain User', menu.first());
    await look('context menu', await menu.allInnerTexts(), menu);
    await page.keyboard.press('Escape');
    await view.collapse('Plain User');
    await view.expand('DevUser');
    await view.expand(say('Details'));
    await view.expand(say('Profile'));
    await lookAtTree('tree');
    await setSidebarWidth(window, 250);
    await window.screenshot('language-narrow');
    // The made-up language is longer than any.
    if (language !== pseudoLanguage) expect(await cutStates(window, ['DevUser', 'Plain User'])).toEqual([]);
    await setSidebarWidth(window, 300);

    await view.pressRowAction('DevUser', manifest('command.copySessionAs'));
    await quickInput.waitForTitle(say('Copy {0}’s Session As…', 'DevUser'));
    await lookAtPick('copy through the gateway', '.quick-input-list-row:first-child .label-name');
    await quickInput.type(say('With the session’s cookies…'));
    await quickInput.accept();
    await quickInput.waitForPlaceholder(say('Choose a format'));
    const beforePreview = (description: string): string => description.split(' · ').slice(0, -1).join('');
    await lookAtPick('copy session', '.quick-input-list-row:first-child .label-name', beforePreview);
    await quickInput.type('JavaScript');
    await quickInput.accept();
    await quickInput.waitForPlaceholder(say('MyTool/1.0 (me@my-site.org)'));
    await lookAtBox('program');
    await quickInput.type('my-vrchat-bot/1.0 (me@my-site.org)');
    await quickInput.accept();
    await quickInput.waitForPlaceholder(say('How should the code get the session?'));
    await lookAtPick('where the secret comes from');
    await quickInput.cancel();

    await server.fault('verifyAuthToken', 'vpnBlocked');
    await view.pressRowAction('DevUser', manifest('command.verifySession'));
    await lookAtNotification(
      'problem',
      say('VRChat blocks your current network, as it does with most VPNs. Turn off the VPN or proxy, then try again.'),
    );
    await view.waitForRow('DevUser', say('network blocked'));
    await notifications.closeAll();
    await server.removeFaults();

    await view.collapse('DevUser');
    await view.expand('Plain User');
    await view.pressRowAction(say('Two-factor'), manifest('command.enableTwoFactor'));
    await quickInput.waitForPlaceholder(say('Choose an account'));
    await quickInput.accept();
    const tab = findTwoFactorTab(page);
    await tab.heading.filter({ hasText: say('Set up two-factor authentication for {0}', 'Plain User') }).waitFor();
    const secret = await tab.key();
    const body = (await tab.frame.locator('main').innerText()).replaceAll(/(?:[A-Z2-7]{4}\s?){4,}/g, '');
    await look(
      'two-factor page',
      [body, ...(await labelsIn(tab.frame.locator('input'))), await tab.frame.locator('img').getAttribute('alt')],
      tab.frame.locator('main *'),
    );
    expect(secret).not.toBe('');
    await window.runCommand('View: Close Editor');
    const question = say('Finish setting up two-factor authentication for {0} later? It isn’t on until you confirm a code.', 'Plain User');
    await lookAtNotification('question', question);
    await notifications.press(question, say('Cancel Setup'));
    await lookAtNotification('notification', say('Canceled two-factor setup for {0}.', 'Plain User'));

    await window.runCommand(`VRChat Auth: ${manifest('command.forgetEverything')}`);
    const message = await dialog.text();
    const ours = (await dialog.buttons()).filter((button) => button !== 'Cancel');
    await look('dialog', [message, ...ours], dialog.locator.locator('.monaco-button'));
    await dialog.press('Cancel');

    expect(seen.filter(({ english, cut }) => (language === pseudoLanguage && english.length > 0) || cut.length > 0)).toEqual([]);

    /** Goes through the boxes of a sign-in. For DevUser that includes a code, wrong at first. */
    async function signInAndLook({ quickInput: box }: WorkbenchWindow, username: 'DevUser' | 'plainuser'): Promise<void> {
      await box.waitForPlaceholder(say('User name or email'));
      await lookAtBox('user name');
      await box.type(username);
      await box.accept();
      await box.waitForPlaceholder(say('Password'));
      await lookAtBox('password');
      await box.type(demo(username).password);
      await box.accept();
      if (username === 'DevUser') {
        await box.waitForPlaceholder(say('123456'));
        await lookAtBox('code');
        await box.type('000000');
        await box.accept();
        await box.waitForMessage(say('This code is incorrect, already used, or expired. Enter a new one.'));
        await lookAtBox('wrong code');
        await box.type(await server.authenticatorCode('DevUser'));
        await box.accept();
      }
      await box.locator
        .locator('.monaco-list-row', { hasText: say('Don’t remember') })
        .first()
        .waitFor();
      await lookAtPick('remember the password');
      await box.pick(say('Don’t remember'));
      await box.waitClosed();
    }
  }, 180_000);
});
