import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import type { TreeNode } from '../../src/ui/tree/treeRow.ts';
import { extensionUnderTest } from './extensionUnderTest.ts';
import { defaultServer } from '../../src/vrchat/server.ts';
import type { SessionState } from '../../src/accounts/sessionState.ts';
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
  'showRequests',
  'signIn',
];

interface MenuItem {
  readonly command: string;
  readonly when: string;
}

/** The commands that the manifest puts into the menu of a row and beside it. */
async function offeredOn({ row }: TreeNode): Promise<readonly string[]> {
  const { extension } = await extensionUnderTest();
  const { menus } = (extension.packageJSON as { readonly contributes: { readonly menus: Readonly<Record<string, readonly MenuItem[]>> } })
    .contributes;
  const value = row.item.contextValue ?? '';
  const isOn = (when: string): boolean => {
    const [, pattern, text] = /viewItem (?:=~ \/(.+?)\/(?: |$)|== (\S+))/.exec(when) ?? [];
    return pattern === undefined ? text === value : new RegExp(pattern).test(value);
  };
  const found = (menus['view/item/context'] ?? [])
    .filter(({ when }) => isOn(when))
    .map(({ command }) => command.slice('vrchatAuth.'.length));
  return [...new Set(found)];
}

/** What asks VRChat for something, and what gives programs a session. */
const asking = [
  'verifySession',
  'refreshProfile',
  'checkAvailability',
  'resendEmailConfirmation',
  'deleteAccount',
  'enableTwoFactor',
  'disableTwoFactor',
  'showRecoveryCodes',
  'renewTwoFactorTrust',
  'storeAuthenticatorSecret',
];
const handing = ['useInProject', 'copySessionAs', 'useInTerminals', 'writeEnvironmentFile', 'startGateway'];

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
        const offered = await offeredOn({ row, target: {} });
        assert.ok(offered.length > 0 || opens !== undefined || item.command, `${JSON.stringify(item.label)} can do nothing`);
        if (children && item.collapsibleState !== vscode.TreeItemCollapsibleState.None) assert.equal(opens, undefined);
      }
    });

    test('offers on no row what makes no sense in the session’s state', async () => {
      const now = Date.now();
      const valid = { kind: 'valid', since: now, checkedAt: now } as const;
      const states: readonly (readonly [state: SessionState, asks: boolean, verifies: boolean, hands: boolean])[] = [
        [valid, true, true, true],
        [{ kind: 'unreachable', since: now, known: valid, reason: 'offline' }, true, true, true],
        [{ kind: 'rateLimited', since: now, known: valid, until: now + 60_000 }, false, false, true],
        [{ kind: 'rateLimited', since: now, known: valid, until: now - 1 }, true, true, true],
        [{ kind: 'expired', since: now, checkedAt: now }, false, true, false],
        [{ kind: 'moderated', since: now, checkedAt: now, serverMessage: '' }, false, true, false],
        [{ kind: 'signedOut', since: now }, false, false, false],
      ];
      const store = await loadStore(storedAccounts(1));
      const { treeContent, dispose } = displayOf(store);
      for (const [state, asks, verifies, hands] of states) {
        await store.updateAccount({ server: defaultServer, userId: userIdOf(0) }, (record) => ({ ...record, state }));
        const nodes = visibleNodes(treeContent, () => true).filter(({ row }) => row.userId !== undefined);
        const offered = new Set((await Promise.all(nodes.map(offeredOn))).flat());
        const of = (commands: readonly string[]): readonly string[] => commands.filter((command) => offered.has(command));
        const said = JSON.stringify(state);
        const expected = asking.filter((command) =>
          command === 'verifySession' ? verifies : asks && !['enableTwoFactor', 'resendEmailConfirmation'].includes(command),
        );
        assert.deepEqual(of(asking), expected, said);
        assert.deepEqual(of(handing), hands ? handing : [], said);
        const lonely = await Promise.all(
          nodes.map(async (node) => ((await offeredOn(node)).length === 0 ? node.row.item.label : undefined)),
        );
        assert.deepEqual(
          lonely.filter((label) => label !== undefined),
          [],
          `each row has a menu: ${said}`,
        );
      }
      dispose();
    });
  });
