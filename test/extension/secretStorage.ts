import assert from 'node:assert/strict';
import { setup, suite, test } from 'mocha';
import * as vscode from 'vscode';
import { emulator, extensionUnderTest, signInto } from './extensionUnderTest.ts';

const mine = async (secrets: vscode.SecretStorage): Promise<string[]> => (await secrets.keys()).toSorted();

export const secretStorage = (): void =>
  void suite('SecretStorage', () => {
    setup(async () => {
      const { secrets } = await extensionUnderTest();
      for (const key of await secrets.keys()) await secrets.delete(key);
      await emulator().reset();
    });

    test("has one key per account, with that account's cookies only", async () => {
      const { secrets } = await extensionUnderTest();
      const plain = await signInto(secrets, 'plainuser', 'plain-user-password');
      const first = await secrets.get(`account/${plain}`);
      await emulator().reset();
      const again = await signInto(secrets, 'plain.user@example.org', 'plain-user-password');
      assert.equal(again, plain, 'the same account has the same key');
      assert.deepEqual(await mine(secrets), [`account/${plain}`]);
      assert.notEqual(await secrets.get(`account/${plain}`), first);
    });

    test('lets the command verify a stored session with one request', async () => {
      const { secrets } = await extensionUnderTest();
      const userId = await signInto(secrets, 'plainuser', 'plain-user-password');
      const before = (await emulator().state()).requests.length;
      await vscode.commands.executeCommand('vrchatAuth.verifySession', { userId });
      assert.deepEqual(
        (await emulator().state()).requests.slice(before).map(({ operation }) => operation),
        ['verifyAuthToken'],
      );
      const record = JSON.parse((await secrets.get(`account/${userId}`)) ?? '{}') as { state: { kind: string } };
      assert.equal(record.state.kind, 'valid');
    });

    test('loses the cookie on sign-out, which ends the session at the server', async () => {
      const { secrets } = await extensionUnderTest();
      const userId = await signInto(secrets, 'plainuser', 'plain-user-password');
      assert.match((await secrets.get(`account/${userId}`)) ?? '', /authcookie_/);
      await vscode.commands.executeCommand('vrchatAuth.signOut', { userId });
      assert.doesNotMatch((await secrets.get(`account/${userId}`)) ?? '', /authcookie_/);
      assert.deepEqual(await emulator().sessions('plainuser'), 0);
    });
  });
