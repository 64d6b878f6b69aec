import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { defaultServer } from '../../src/vrchat/server.ts';
import { displayOf, loadStore, programUses, storedAccounts, userIdOf, visibleNodes } from '../manyAccounts.ts';

const isOpen = ({ row }: { readonly row: { readonly item: vscode.TreeItem } }): boolean =>
  row.item.collapsibleState === vscode.TreeItemCollapsibleState.Expanded;

/** What Enter runs on a row. Each opens, copies, or asks in a box before anything is sent. */
const opening = [
  'copyValue',
  'copySessionAs',
  'copyOneTimeCode',
  'storeAuthenticatorSecret',
  'showRecoveryCodes',
  'enableTwoFactor',
  'storeEnvironmentAccount',
  'cancelDeletion',
  'signIn',
];

export const accountsTree = (): void =>
  void suite('the Accounts view', () => {
    test('answers within 100 ms with 20 accounts and 50 programs', async () => {
      const secrets = storedAccounts(20);
      const times: number[] = [];
      for (let attempt = 0; attempt < 5; attempt++) {
        const start = performance.now();
        const store = await loadStore(secrets);
        const { treeContent, dispose } = displayOf(store, programUses(50));
        assert.ok(visibleNodes(treeContent, isOpen).length > 20);
        times.push(performance.now() - start);
        dispose();
      }
      // The machine may be busy with something else meanwhile.
      assert.ok(Math.min(...times) < 100, `${times.join(', ')} ms`);
    });

    test('redraws only the account whose state changed, and nothing if nothing did', async () => {
      const store = await loadStore(storedAccounts(20));
      const { treeContent, dispose } = displayOf(store, programUses(50));
      visibleNodes(treeContent, () => true);
      assert.deepEqual(treeContent.changes(), []);
      await store.updateAccount({ server: defaultServer, userId: userIdOf(7) }, (record) => ({
        ...record,
        state: { kind: 'expired', since: Date.now(), checkedAt: Date.now() },
      }));
      assert.deepEqual(
        treeContent.changes().map((node) => node?.target.account?.userId),
        [userIdOf(7)],
      );
      assert.deepEqual(treeContent.changes(), [], 'once');
      await store.forgetAccount({ server: defaultServer, userId: userIdOf(7) });
      assert.deepEqual(treeContent.changes(), [undefined], 'a row that goes away redraws the list it was in');
      dispose();
    });

    test('says each row in words to a screen reader', async () => {
      const store = await loadStore(storedAccounts(1));
      const { treeContent, dispose } = displayOf(store, programUses(1));
      const rows = visibleNodes(treeContent, () => true).map(({ row }) => row.item);
      dispose();
      const spoken = rows.map(
        // As VS Code says a row that says nothing else.
        ({ accessibilityInformation, label, description }) =>
          accessibilityInformation?.label ?? [label, description].filter((text) => typeof text === 'string').join(', '),
      );
      // The accounts are at VRChat, and new sign-ins go to the emulator.
      const shape = spoken.map((text) => text.replace(' · api.vrchat.cloud', '').replace(/[A-Z][a-z]{2} \d.*|(?<=Programs, ).*/, '…'));
      assert.deepEqual(shape, [
        'Account 0, valid · just now',
        'Two-factor: app · no trust yet',
        'One-time code: in your app',
        'Recovery codes: not viewed yet',
        'Details',
        'Auth cookie: authcookie_usr_…',
        'Last check: just now',
        'Signed in: …',
        'Stored in: VS Code’s secret storage',
        'Profile',
        `User ID: ${userIdOf(0)}`,
        'Trust rank: User',
        'Email: none',
        'Joined: …',
        'Programs, …',
        'Variable VRCHAT_0',
        'Other extensions',
      ]);
    });

    test('runs nothing with Enter that asks the network, and has a way to go on from every row', async () => {
      const store = await loadStore(storedAccounts(2));
      const { treeContent, dispose } = displayOf(store, programUses(2));
      const nodes = visibleNodes(treeContent, () => true);
      dispose();
      for (const { row } of nodes) {
        const { item, opens, children } = row;
        if (opens) assert.ok(opening.includes(opens), `${JSON.stringify(item.label)} runs ${opens}`);
        assert.ok(opens ?? item.command ?? item.contextValue, `${JSON.stringify(item.label)} can do nothing`);
        if (children && item.collapsibleState !== vscode.TreeItemCollapsibleState.None) assert.equal(opens, undefined);
      }
    });
  });
