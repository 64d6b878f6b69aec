import { setTimeout as wait } from 'node:timers/promises';
import { createAccountMemory, type MementoPort } from '../../src/accounts/accountMemory.ts';
import { createFileLocks } from '../../src/accounts/fileLocks.ts';
import { createAccountStore } from '../../src/accounts/accountStore.ts';
import { signIn } from '../../src/accounts/signIn.ts';
import { createVRChatClient } from '../../src/vrchat/client.ts';
import * as vscode from 'vscode';
import { emulatorControl, type EmulatorControl } from '../emulatorControl.ts';

const extensionId = 'vrchat-auth.vrchat-auth';

/** The packaged extension and its secret storage (see wrapper.cjs). */
export async function extensionUnderTest(): Promise<{ extension: vscode.Extension<unknown>; secrets: vscode.SecretStorage }> {
  const extension = vscode.extensions.getExtension<{ secrets: vscode.SecretStorage }>(extensionId);
  if (!extension) throw new Error(`${extensionId} is not installed`);
  const { secrets } = await extension.activate();
  return { extension, secrets };
}

/** The controls of the emulator that the extension uses. */
export function emulator(): EmulatorControl {
  return emulatorControl(vscode.workspace.getConfiguration('vrchatAuth').get('server', ''));
}

const forgetful: MementoPort = { get: () => undefined, update: () => Promise.resolve() };

/** Signs a demo account in through the extension's own flow and the given storage, because tests cannot type into boxes here. */
export async function signInto(secrets: vscode.SecretStorage, username: string, password: string): Promise<string> {
  const silent = { info: () => undefined, warn: () => undefined };
  const { address: server } = emulator();
  const locks = createFileLocks(process.env.VRCHAT_AUTH_TEST_LOCKS ?? '');
  const store = createAccountStore({
    secrets,
    locks,
    currentServer: () => server,
    privacy: () => ({ hidden: false, placeholder: String }),
    log: silent,
    memory: createAccountMemory(forgetful, forgetful),
  });
  await store.load();
  const vrchat = createVRChatClient({ server, userAgent: 'VRChatAuthTest/1.0 tests@vrchat-auth.org' });
  const typed = [username, password];
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
    { kind: 'fromScratch' },
  );
  store.dispose();
  if (outcome.kind !== 'signedIn') throw new Error(`${username} could not be signed in: ${outcome.kind}`);
  return outcome.userId;
}
