import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccountMemory, type MementoPort } from '../../src/accounts/accountMemory.ts';
import { createFileLocks } from '../../src/accounts/fileLocks.ts';
import { createAccountStore } from '../../src/accounts/accountStore.ts';
import { signIn } from '../../src/accounts/signIn.ts';
import { createVRChatClient } from '../../src/vrchat/client.ts';
import * as vscode from 'vscode';

const extensionId = 'vrchat-auth.vrchat-auth';

/** The extension as it ships, and the secret storage it was given (see wrapper.cjs). */
export async function extensionUnderTest(): Promise<{ extension: vscode.Extension<unknown>; secrets: vscode.SecretStorage }> {
  const extension = vscode.extensions.getExtension<{ secrets: vscode.SecretStorage }>(extensionId);
  if (!extension) throw new Error(`${extensionId} is not installed`);
  const { secrets } = await extension.activate();
  return { extension, secrets };
}

/** What the emulator has seen. */
export interface EmulatorState {
  readonly accounts: readonly { readonly username: string; readonly userId: string; readonly sessions: readonly unknown[] }[];
  readonly requests: readonly { readonly operation: string | null; readonly path: string }[];
}

function emulatorAddress(): string {
  return vscode.workspace.getConfiguration('vrchatAuth').get('server', '');
}

export async function emulatorState(): Promise<EmulatorState> {
  const response = await fetch(`${new URL(emulatorAddress()).origin}/_emulator/state`);
  return (await response.json()) as EmulatorState;
}

export async function resetEmulator(): Promise<void> {
  await fetch(`${new URL(emulatorAddress()).origin}/_emulator/reset`, { method: 'POST' });
}

const forgetful: MementoPort = { get: () => undefined, update: () => Promise.resolve() };

/** Signs a demo account in through the extension's own flow and the given storage; a box cannot be typed into from here. */
export async function signInto(secrets: vscode.SecretStorage, username: string, password: string): Promise<string> {
  const silent = { info: () => undefined, warn: () => undefined };
  const server = emulatorAddress();
  const locks = createFileLocks(join(tmpdir(), 'vrchat-auth-locks'));
  const store = createAccountStore({
    secrets, locks, currentServer: () => server, privacy: () => ({ hidden: false, placeholder: String }), log: silent,
    memory: createAccountMemory(forgetful, forgetful),
  });
  await store.load();
  const vrchat = createVRChatClient({ server, userAgent: 'VRChatAuthTest/1.0 tests@vrchat-auth.org' });
  const typed = [username, password];
  const outcome = await signIn({
    store, clock: { now: Date.now, serverOffset: () => undefined }, locks, log: silent, newId: () => 'test', client: () => ({ client: vrchat, server, publicAddress: () => Promise.resolve(undefined) }),
    prompter: {
      ask: async (_question, submit) => {
        const problem = await submit(typed.shift() ?? '');
        return problem ? { kind: 'cancelled' } : { kind: 'accepted' };
      },
    },
  }, { kind: 'fromScratch' });
  store.dispose();
  if (outcome.kind !== 'signedIn') throw new Error(`${username} could not be signed in: ${outcome.kind}`);
  return outcome.userId;
}
