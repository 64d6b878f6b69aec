import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoAccounts } from '../../src/emulator/accountSeed.ts';
import { copyExtension, type ExtensionInLanguage } from '../workbench/extensionInLanguage.ts';
import { useVSCode } from '../workbench/stage.ts';
import { showAccounts, showBeginning, showBoxes, showSignIn, showTwoFactor } from './accountSurfaces.ts';
import { showCopying, showEmulator, showPages, showPrograms, showTroubles } from './programSurfaces.ts';
import { startWalk } from './surfaceWalk.ts';

/** The languages to look at. */
const languages = (process.env.SURFACES ?? 'en,ja,ko,zh-cn').split(',');

/** One account has everything that needs attention. */
const accounts = demoAccounts.map((account) =>
  account.username === 'plainuser' ? { ...account, emailVerified: false, usesGeneratedPassword: true, acceptedTOSVersion: 1 } : account,
);

/** Each part begins in a tidy window with what the earlier ones have left. */
const parts = [
  showBeginning,
  showSignIn,
  showAccounts,
  showCopying,
  showPrograms,
  showTwoFactor,
  showBoxes,
  showTroubles,
  showEmulator,
  showPages,
];

describe.each(languages)('every surface, in the language %s', (language) => {
  const stage = useVSCode('newest', { settings: { 'vrchatAuth.clipboardClearSeconds': 0 } }, { accounts });
  let extension: ExtensionInLanguage;

  beforeAll(async () => {
    extension = await copyExtension(language);
  });
  afterAll(() => extension.remove());

  it('is translated and whole, in a dark window', async () => {
    const workbench = await stage.openBrowser({ language, colorTheme: 'dark', viewport: { width: 1280, height: 900 } });
    const window = await workbench.openWindow({ folder: stage.folder, development: [extension.folder] });
    const walk = startWalk(window, extension, language);
    for (const part of parts) {
      await part({ window, walk, server: stage.server, extension, folder: stage.folder });
      await window.notifications.closeAll();
      await window.tidy();
    }
    expect(walk.faults).toEqual([]);
  }, 600_000);
});
