import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openContests } from './contenders.ts';
import { measure, type Effort, type Measurement } from './measure.ts';

/** Every operation against an emulator in its own process: with the client, a bare fetch of the same request, and the community SDK. */
export async function measureRequests(effort: Effort): Promise<Measurement[]> {
  const emulator = fork(new URL('emulatorProcess.ts', import.meta.url));
  try {
    const [address] = (await once(emulator, 'message')) as [string];
    let code = await readCode(address);
    const contests = await openContests(address, () => code);
    return await measure(contests, effort, async () => {
      code = await readCode(address);
    });
  } finally {
    emulator.disconnect();
  }
}

/** The current code of DevUser's authenticator. */
async function readCode(address: string): Promise<string> {
  const response = await fetch(new URL('/_emulator/codes', address));
  const codes = (await response.json()) as { readonly username: string; readonly code: string }[];
  return codes.find(({ username }) => username === 'DevUser')?.code ?? '';
}
