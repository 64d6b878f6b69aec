import { expect, onTestFinished } from 'vitest';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { createKey, findByKey, gatewayApiUrl, gatewayPipelineUrl } from '../../../src/gateway/keys.ts';
import { joinSharedGateway, type SharedGateway } from '../../../src/gateway/sharedGateway.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { emulatorControl } from '../../emulatorControl.ts';
import { extensionUserAgent, findFreePort, folder, folderUserAgent, quickTimes, secretsOf, signIn, type Grant } from './gatewayStage.ts';
import { searchLeavingBytes } from '../../leavingBytes.ts';

/** A machine, with one grant: what its windows share is in SecretStorage, in the extension. All of it ends with the test. */
export async function setMachine() {
  const windows: SharedGateway[] = [];
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  const control = emulatorControl(emulator.address);
  const session = await signIn(emulator.address, (await control.account('plainuser')).userId);
  const shared = { port: await findFreePort(), grants: [] as Grant[], changes: 0 };
  const addGrant = (): Grant => {
    const grant = { id: 'grant', folder, account: session.account, userAgent: folderUserAgent, ...createKey(shared.port) };
    shared.grants = [grant];
    return grant;
  };
  addGrant();
  const left = searchLeavingBytes(() => shared.port, secretsOf(session));
  onTestFinished(async () => {
    // All at once: the others would take over from one that closes.
    await Promise.all(windows.map((window) => window.close()));
    expect(left(), 'secrets that left the gateway').toEqual([]);
  });
  return {
    ...control,
    session,
    shared,
    open: async ({ sharedSecret = 'shared by all windows', opened = [folder] } = {}): Promise<SharedGateway> => {
      const window = await joinSharedGateway({
        findGrant: (key, port) => findByKey(shared.grants, key, port),
        onDidChange: () => ({ dispose: () => undefined }),
        session: () => session,
        userAgent: () => extensionUserAgent,
        secret: secret(sharedSecret),
        port: () => shared.port,
        portChanged: (port) => {
          shared.port = port;
          addGrant();
          return Promise.resolve();
        },
        folders: () => opened,
        changed: () => (shared.changes += 1),
        pipelineTimes: quickTimes,
      });
      windows.push(window);
      return window;
    },
    api: () => {
      const [grant] = shared.grants;
      return grant ? gatewayApiUrl(grant) : '';
    },
    pipeline: () => {
      const [grant] = shared.grants;
      return grant ? gatewayPipelineUrl(grant) : '';
    },
  };
}
