import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { problemText } from '../../src/prompts/problemText.ts';
import type { AccountView, ShownState } from '../../src/accounts/accountViews.ts';
import { stateActions } from '../../src/ui/status/stateActions.ts';
import { showStatusBarContent } from '../../src/ui/status/statusBarContent.ts';
import { loadStore, storedAccounts } from '../manyAccounts.ts';

const now = Date.now();
const known = { kind: 'valid', since: now, checkedAt: now } as const;
const emulator = 'http://127.0.0.1:8978/api/1';

/** Each state with the item's text, what a screen reader says, and what is offered. */
const states: readonly (readonly [state: ShownState, text: string, label: string, offered: readonly string[]])[] = [
  [known, 'Account 0', 'valid', ['verifySession']],
  [{ kind: 'unchecked', since: now }, 'Account 0: not checked yet', 'not checked yet', ['verifySession']],
  [{ kind: 'signedOut', since: now }, 'Account 0: signed out', 'signed out', ['signIn']],
  [{ kind: 'expired', since: now, checkedAt: now }, 'Account 0: expired', 'expired', ['signIn', 'verifySession']],
  [{ kind: 'otherNetwork', since: now, checkedAt: now }, 'Account 0: other network', 'other network', ['signIn', 'verifySession']],
  [{ kind: 'twoFactorPending', since: now, checkedAt: now }, 'Account 0: 2FA code', '2FA code', ['signIn', 'verifySession']],
  [{ kind: 'unreachable', since: now, known, reason: 'reset' }, 'Account 0: offline', 'offline', ['verifySession']],
  [{ kind: 'outage', since: now, known }, 'Account 0: VRChat outage', 'VRChat outage', ['verifySession']],
  [{ kind: 'rateLimited', since: now, known, until: now + 12 * 60_000 }, 'Account 0: wait 12 min', 'wait 12 min', []],
  [{ kind: 'moderated', since: now, checkedAt: now, serverMessage: '' }, 'Account 0: blocked', 'blocked', ['openWebsite', 'verifySession']],
  [{ kind: 'networkBlocked', since: now, known }, 'Account 0: network blocked', 'network blocked', ['verifySession']],
  [{ kind: 'userAgentRejected', since: now, known }, 'Account 0: bad User-Agent', 'bad User-Agent', ['verifySession']],
  [{ kind: 'elsewhere', since: now, known }, 'Account 0: other machine', 'other machine', ['useSessionHere', 'signIn']],
  [{ kind: 'serverGone', since: now, known }, 'Account 0: not running', 'not running', ['startEmulator']],
];

export const statusBar = (): void =>
  void suite('the status bar', () => {
    test('says every state in a word, to the eye and to a screen reader, and offers what makes sense in it', async () => {
      const store = await loadStore(storedAccounts(1));
      const [account] = store.snapshot().accounts;
      if (!account) throw new Error('no account');
      const item = vscode.window.createStatusBarItem('test', vscode.StatusBarAlignment.Left);
      const show = (view: AccountView): void =>
        showStatusBarContent(item, { kind: 'account', account: view }, { programs: 2, connections: 1 }, now);
      for (const [state, text, label, offered] of states) {
        show({ ...account, state });
        assert.equal(item.text, `$(vrchat-auth) ${text}`);
        assert.deepEqual(item.accessibilityInformation, { label: `VRChat: Account 0’s session: ${label}.`, role: 'button' });
        assert.deepEqual(
          stateActions({ ...account, state }, now).map(({ command }) => command),
          offered,
          label,
        );
      }
      show({ ...account, displayName: '\u3164\u200b' });
      assert.match(item.text, /VRChat account/, 'a name with nothing to see');
      show({ ...account, server: emulator });
      assert.equal(item.text, '$(vrchat-auth) Account 0 · LOCAL');
      show({ ...account, checking: true });
      assert.deepEqual(item.accessibilityInformation, { label: 'VRChat: checking Account 0’s session.', role: 'button' });
      item.dispose();
    });

    test('repeats nothing of what the server says in privacy mode, because it may name the user', async () => {
      const settings = vscode.workspace.getConfiguration('vrchatAuth');
      const texts = (): readonly string[] => [
        problemText({ kind: 'forbidden', serverMessage: 'Plain User is banned' }),
        problemText({ kind: 'rejected', status: 400, serverMessage: 'Plain User is unknown' }),
      ];
      assert.ok(texts().every((text) => text.includes('Plain User')));
      await settings.update('privacyMode', true, vscode.ConfigurationTarget.Global);
      assert.ok(texts().every((text) => !text.includes('Plain User')));
      await settings.update('privacyMode', undefined, vscode.ConfigurationTarget.Global);
    });
  });
