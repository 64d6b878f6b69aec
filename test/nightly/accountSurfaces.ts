import { demo } from '../workbench/stage.ts';
import { findTwoFactorTab } from '../workbench/twoFactorTab.ts';
import { showHover, type Surroundings } from './surfaceWalk.ts';

/** What a user sees who has just installed the extension. */
export async function showBeginning({ window, walk, extension }: Surroundings): Promise<void> {
  await window.openView('VRChat Auth');
  await window.view().welcomeText();
  await walk.look('welcome');
  await window.runCommand('Welcome: Open Walkthrough...');
  await window.quickInput.pick(extension.manifest('walkthrough.title'));
  for (const step of ['signIn', 'handOff', 'secondFactor', 'knowState']) {
    await window.page.locator('.gettingStarted h3.step-title', { hasText: extension.manifest(`walkthrough.${step}.title`) }).click();
    await walk.look(`walkthrough-${step}`);
  }
}

/** The sign-in, with everything that can be wrong, as three accounts. */
export async function showSignIn({ window, walk, server, extension: { say } }: Surroundings): Promise<void> {
  const { quickInput, notifications } = window;
  const view = window.view();
  const wrong = quickInput.locator.locator('.monaco-inputbox.error');
  await view.pressWelcomeButton(say('Sign In'));
  await walk.asked('User name or email');
  await walk.look('user-name');
  await walk.answer('DevUser');
  await walk.asked('Password');
  await walk.look('password');
  await walk.answer('not it');
  await wrong.waitFor();
  await walk.look('wrong-password');
  await walk.answer(demo('DevUser').password);
  await walk.asked('123456');
  await walk.look('code');
  await walk.answer('000000');
  await wrong.waitFor();
  await walk.look('wrong-code');
  await walk.answer(await server.authenticatorCode('DevUser'));
  await walk.asked('You’re signed in. Remember the password for {0}?', 'DevUser');
  await walk.look('remember');
  await walk.pick('Don’t remember');
  await view.waitForRow('DevUser', say('valid'));
  await notifications.waitFor(say('Signed in as {0}.', 'DevUser'));
  await walk.look('signed-in');
  await notifications.closeAll();

  await walk.run('signInWithCookie');
  await walk.asked('authcookie_…');
  await walk.answer('something else');
  await wrong.waitFor();
  await walk.look('cookie');
  await quickInput.cancel();

  await walk.run('signIn');
  await walk.asked('User name or email');
  await walk.answer('plainuser');
  await walk.asked('Password');
  await walk.answer(demo('plainuser').password);
  await walk.pick('Don’t remember');
  await view.waitForRow('Plain User', say('valid'));
  await walk.look('second-account');
}

/** The status bar and the Accounts view, with an account that waits for its code. */
export async function showAccounts({ window, walk, extension: { say } }: Surroundings): Promise<void> {
  const { page, quickInput } = window;
  const view = window.view();
  await showHover(window, say('More…'));
  await walk.look('hover');
  await page.mouse.move(640, 300);
  await window.statusBarItem('vrchatAuth.status').click();
  await walk.asked('What do you want to do?');
  await walk.look('menu');
  await quickInput.cancel();

  await walk.run('signIn');
  await walk.asked('User name or email');
  await walk.answer('MailUser');
  await walk.asked('Password');
  await walk.answer(demo('MailUser').password);
  await walk.asked('123456');
  await walk.look('code-by-email');
  await quickInput.cancel();

  await view.expand('DevUser');
  await view.expand(say('Two-factor'));
  await view.expand(say('Details'));
  await view.expand(say('Profile'));
  await walk.look('account');
  const menu = page.locator('.monaco-menu .action-label:not(.separator)');
  await view.openMenu('DevUser', menu.first());
  await walk.look('account-menu');
  await page.keyboard.press('Escape');
  await view.collapse('DevUser');
  await view.expand('Plain User');
  await view.expand(say('Needs attention'));
  await walk.look('needs-attention');
  await view.collapse('Plain User');
  await page.locator('.part.sidebar a.action-label.codicon-toolbar-more').first().click();
  await menu.first().waitFor();
  await walk.look('view-menu');
  await page.keyboard.press('Escape');
}

/** The pages of the setup and of recovery codes. */
export async function showTwoFactor({ window, walk }: Surroundings): Promise<void> {
  const { page, notifications } = window;
  const tab = findTwoFactorTab(page);
  await walk.runOn('enableTwoFactor', 'Plain User');
  await tab.frame.locator('img.picture').waitFor();
  await walk.look('two-factor-setup');
  await tab.typeCode('000000');
  await tab.frame.getByRole('alert').waitFor();
  await walk.look('two-factor-wrong-code');
  await window.tidy();
  await notifications.find(/./).waitFor();
  await walk.look('two-factor-later');
  await notifications.closeAll();
  await walk.runOn('showRecoveryCodes', 'DevUser');
  await tab.frame.locator('ul.codes').waitFor();
  await walk.look('recovery-codes');
}

/** Boxes and dialogs that are answered with Escape. */
export async function showBoxes({ window, walk }: Surroundings): Promise<void> {
  const { page, quickInput } = window;
  const asked = page.locator('.quick-input-widget .quick-input-title:visible, .monaco-dialog-box').first();
  const leave = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await asked.waitFor({ state: 'hidden' });
  };
  for (const command of ['storeAuthenticatorSecret', 'deleteAccount', 'forgetAccount']) {
    await walk.runOn(command, 'DevUser');
    await page.locator('.quick-input-widget .quick-input-message:visible, .monaco-dialog-box').first().waitFor();
    await walk.look(command);
    await leave();
  }
  for (const command of ['disableTwoFactor', 'exportAccount', 'confirmEmail', 'confirmLoginPlace', 'checkAvailability', 'switchAccount']) {
    await walk.run(command);
    await asked.waitFor();
    await walk.look(command);
    await leave();
  }
  await walk.run('createSampleProject');
  await quickInput.title();
  await walk.look('createSampleProject');
  await leave();
  await walk.run('forgetEverything');
  await walk.question('forgetEverything', 'Cancel');
}
