import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { setup, suite, test } from 'mocha';
import * as vscode from 'vscode';
import { emulator, extensionUnderTest, signInto } from './extensionUnderTest.ts';

const minute = 60_000;

/** The next change that the provider tells VS Code of. */
async function nextChange(): Promise<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent> {
  const { provider } = await extensionUnderTest();
  return new Promise((resolve) => {
    const subscription = provider.onDidChangeSessions((change) => {
      subscription.dispose();
      resolve(change);
    });
  });
}

/** Dates what is known of a session back, as if the window had been idle. */
async function age(sessionKey: string, milliseconds: number): Promise<void> {
  const { secrets } = await extensionUnderTest();
  const record = JSON.parse((await secrets.get(sessionKey)) ?? '{}') as { attemptedAt: number; state: { checkedAt: number } };
  record.attemptedAt -= milliseconds;
  record.state.checkedAt -= milliseconds;
  await secrets.store(sessionKey, JSON.stringify(record));
  // The view follows the secrets.
  await vscode.commands.executeCommand('vrchatAuth.accounts.focus');
}

export const authenticationSessions = (): void =>
  void suite('getSessions', () => {
    setup(async () => {
      const { secrets } = await extensionUnderTest();
      for (const key of await secrets.keys()) await secrets.delete(key);
      await emulator().reset();
    });

    test('answers from what is known, without a request, while the session was confirmed lately', async () => {
      const { provider } = await extensionUnderTest();
      await signInto('plainuser', 'plain-user-password');
      const before = (await emulator().requests()).length;
      const [session, ...others] = await provider.getSessions([], {});
      assert.match(session?.accessToken ?? '', /^authcookie_/);
      assert.deepEqual(others, []);
      assert.equal((await emulator().requests()).length, before);
    });

    test('checks a stale session in the background, and tells what came of it', async () => {
      const { provider } = await extensionUnderTest();
      const account = await signInto('plainuser', 'plain-user-password');
      await age(account.sessionKey, 20 * minute);
      await emulator().fault('verifyAuthToken', 'expireSessions', 1);
      const [menu] = await provider.getSessions(undefined, {});
      const removed = nextChange();
      const [first] = await provider.getSessions([], {});
      assert.equal(first?.id, menu?.id);
      assert.ok(first, 'the answer does not wait for the check');
      assert.deepEqual(
        (await removed).removed?.map(({ id }) => id),
        [first.id],
      );
      assert.deepEqual(await provider.getSessions([], {}), [], 'a session that is known to be dead is left out');
      assert.equal((await emulator().requests()).filter((operation) => operation === 'verifyAuthToken').length, 1);
    });

    test('answers while a sign-in of our own is open, and while VRChat does not answer', async () => {
      const { provider } = await extensionUnderTest();
      // No other test has had this account checked, which holds for five minutes.
      const account = await signInto('DevUser', 'dev-user-password', { code: await emulator().authenticatorCode('DevUser') });
      const signIn = vscode.commands.executeCommand('vrchatAuth.signIn');
      assert.equal((await provider.getSessions([], {})).length, 1);
      await age(account.sessionKey, 20 * minute);
      await emulator().fault('verifyAuthToken', 'slow:3000', 1);
      const start = Date.now();
      assert.equal((await provider.getSessions([], {})).length, 1);
      assert.ok(Date.now() - start < 1000);
      while (!(await emulator().requests()).includes('verifyAuthToken')) await setTimeout(20);
      while (!(await settles(signIn))) await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    });
  });

async function settles(promise: Thenable<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => void setImmediate(() => resolve(false)))]);
}
