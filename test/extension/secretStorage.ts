import assert from 'node:assert/strict';
import { setup, suite, test } from 'mocha';
import * as vscode from 'vscode';
import { emulator, extensionUnderTest, signInto, takeShown } from './extensionUnderTest.ts';

/** The entries of accounts; the salt of labels and addresses belongs to none. */
const mine = async (secrets: vscode.SecretStorage): Promise<string[]> =>
  (await secrets.keys()).filter((key) => key !== 'addressSalt').toSorted();

export const secretStorage = (): void =>
  void suite('SecretStorage', () => {
    setup(async () => {
      const { secrets } = await extensionUnderTest();
      for (const key of await secrets.keys()) await secrets.delete(key);
      await emulator().reset();
    });

    test("has two keys per account, with that account's cookies only", async () => {
      const { secrets } = await extensionUnderTest();
      const plain = await signInto('plainuser', 'plain-user-password');
      const first = await secrets.get(plain.sessionKey);
      await emulator().reset();
      const again = await signInto('plain.user@example.org', 'plain-user-password');
      assert.deepEqual(again, plain, 'the same account has the same key');
      assert.deepEqual(await mine(secrets), [plain.sharedKey, plain.sessionKey].toSorted());
      assert.notEqual(await secrets.get(plain.sessionKey), first);
    });

    test('lets the command verify a stored session with one request', async () => {
      const { secrets } = await extensionUnderTest();
      const account = await signInto('plainuser', 'plain-user-password');
      const before = (await emulator().state()).requests.length;
      await vscode.commands.executeCommand('vrchatAuth.verifySession', account);
      assert.deepEqual(
        (await emulator().state()).requests.slice(before).map(({ operation }) => operation),
        ['verifyAuthToken'],
      );
      const record = JSON.parse((await secrets.get(account.sessionKey)) ?? '{}') as { state: { kind: string } };
      assert.equal(record.state.kind, 'valid');
    });

    test('that fails is named, whatever was done, and nothing of it that is secret', async () => {
      const { secrets, dialogs } = await extensionUnderTest();
      await signInto('plainuser', 'plain-user-password');
      const store = secrets.store.bind(secrets);
      secrets.store = () => Promise.reject(new Error('the keyring refused authcookie_11111111-2222-4333-8444-555555555555'));
      dialogs.answer = 'Forget';
      await takeShown();
      await vscode.commands.executeCommand('vrchatAuth.forgetAccount');
      secrets.store = store;
      dialogs.answer = undefined;
      assert.deepEqual(await takeShown(), ['box', 'An unexpected error occurred (the keyring refused authcookie_[redacted]). Try again.']);
    });
  });
