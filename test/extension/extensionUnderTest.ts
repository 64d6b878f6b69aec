import { setTimeout as wait } from 'node:timers/promises';
import type { AccountId } from '../../src/accounts/accountId.ts';
import { createAccountMemory, type MementoPort } from '../../src/accounts/accountMemory.ts';
import { createFileLocks } from '../../src/accounts/fileLocks.ts';
import { createAccountStore } from '../../src/accounts/accountStore.ts';
import { createHostId } from '../../src/accounts/hostId.ts';
import type { AccountRecord } from '../../src/accounts/records.ts';
import { signIn } from '../../src/accounts/signIn.ts';
import { sessionKey, sharedKey } from '../../src/accounts/storeKeys.ts';
import { createVRChatClient } from '../../src/vrchat/client.ts';
import * as vscode from 'vscode';
import { emulatorControl, type EmulatorControl } from '../emulatorControl.ts';

const extensionId = 'vrchat-auth.vrchat-auth';

/** What the extension works with. */
interface Shared {
  readonly secrets: vscode.SecretStorage;
  readonly globalStorageUri: vscode.Uri;
  readonly globalState: vscode.Memento;
  readonly workspaceState: vscode.Memento;
  /** Its modal warnings: the button they are answered with (none by default), and the texts they have shown. */
  readonly dialogs: { answer: string | undefined; readonly shown: string[] };
  /** What it answers when VS Code asks for sessions. */
  readonly provider: vscode.AuthenticationProvider;
  /** Whether it takes the workspace for a trusted one. */
  readonly trust: { isTrusted: boolean };
}

/** The packaged extension and its secret storage (see wrapper.cjs). */
export async function extensionUnderTest(): Promise<{ extension: vscode.Extension<unknown> } & Shared> {
  const extension = vscode.extensions.getExtension<Shared>(extensionId);
  if (!extension) throw new Error(`${extensionId} is not installed`);
  return { extension, ...(await extension.activate()) };
}

/** What the extension has shown since the last call: `box` for what waits for an answer, or the text of a notification. */
export async function takeShown(): Promise<readonly string[]> {
  const { dialogs } = await extensionUnderTest();
  return (dialogs as typeof dialogs & { readonly takeShown: () => readonly string[] }).takeShown();
}

/** The controls of the emulator that the extension uses. */
export function emulator(): EmulatorControl {
  return emulatorControl(vscode.workspace.getConfiguration('vrchatAuth').get('server', ''));
}

const forgetful: MementoPort = { get: () => undefined, update: () => Promise.resolve() };

/** Signs a demo account in through the extension's own flow and the given storage, because tests cannot type into boxes here. */
export async function signInto(
  username: string,
  password: string,
  { code, stores = {} }: { readonly code?: string; readonly stores?: Pick<AccountRecord, 'authenticatorSecret' | 'password'> } = {},
): Promise<AccountId & { readonly sessionKey: string; readonly sharedKey: string }> {
  const { secrets, globalStorageUri } = await extensionUnderTest();
  const silent = { info: () => undefined, warn: () => undefined };
  const { address: server } = emulator();
  const locks = createFileLocks(process.env.VRCHAT_AUTH_TEST_LOCKS ?? '');
  const hostId = createHostId(globalStorageUri.fsPath, locks);
  const store = createAccountStore({
    secrets,
    hostId,
    locks,
    isGone: () => false,
    privacy: () => ({ hidden: false, placeholder: String }),
    log: silent,
    memory: createAccountMemory(forgetful, forgetful),
  });
  await store.load();
  const vrchat = createVRChatClient({ server, userAgent: 'VRChatAuthTest/1.0 tests@vrchat-auth.org' });
  const typed = [username, password, ...(code === undefined ? [] : [code])];
  const outcome = await signIn(
    {
      store,
      clock: { now: Date.now, serverOffset: () => undefined, wait },
      locks,
      log: silent,
      newId: () => 'test',
      client: () => ({ client: vrchat, server, publicAddress: () => Promise.resolve(undefined) }),
      prompter: {
        askToRemember: () => Promise.resolve(false),
        ask: async (_question, submit) => {
          const problem = await submit(typed.shift() ?? '');
          return problem ? { kind: 'canceled' } : { kind: 'accepted' };
        },
      },
    },
    { kind: 'fromScratch', server },
  );
  if (outcome.kind === 'signedIn') await store.updateAccount(outcome.account, (record) => ({ ...record, ...stores }));
  store.dispose();
  if (outcome.kind !== 'signedIn') throw new Error(`${username} could not be signed in: ${outcome.kind}`);
  const { account } = outcome;
  return { ...account, sessionKey: sessionKey(await hostId(), account), sharedKey: sharedKey(account) };
}
