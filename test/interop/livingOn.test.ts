import { spawn } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { documentedExample } from '../unit/gateway/documentedExample.ts';
import { liveOn } from '../unit/gateway/liveOn.ts';
import { setMachine } from '../unit/gateway/sharedMachine.ts';

// Debian's own, where python3-websocket is.
const python = process.platform === 'win32' ? 'python' : '/usr/bin/python3';

/** Every test here ends with a search of all that has left the gateway: no program has seen a secret. */
describe('lives through an expiry, a renewal, an outage and a change of the window:', () => {
  it('Python’s standard library, as documented, with a pause', async () => {
    const machine = await setMachine();
    const addresses = { api: machine.api(), pipelineUrl: machine.pipeline() };
    const more = 'while True:\n    get("/auth/user/friends")\n    print("again", flush=True)\n    time.sleep(0.1)\n';
    const { start } = await documentedExample('Python', python, addresses, more);
    let printed = (): string => '';
    await liveOn(machine, () => {
      printed = start();
      return { successes: () => printed().split('again').length };
    });
    expect(printed()).toMatch(/^(?:Plain User\n)(?:again\n)+$/);
  });

  // Debian's version takes 1012, which it does not know, for a mistake of the protocol, and ends the connection as for any other code.
  it('Python’s websocket-client, as documented, with one clean reconnect', async () => {
    const machine = await setMachine();
    const { start } = await documentedExample('Python, events', python, { api: machine.api(), pipelineUrl: machine.pipeline() });
    const connections = await liveOn(machine, () => {
      const printed = start();
      const urge = () => machine.control('POST', 'events', { fixture: 'friend-online' });
      return { successes: () => printed().split('friend-online').length, urge };
    });
    expect(connections, 'in each of the two windows').toEqual([1, 1]);
  });

  it('curl, as documented, run again and again', async () => {
    const machine = await setMachine();
    const { output } = await documentedExample('curl', 'sh', { api: machine.api(), pipelineUrl: machine.pipeline() });
    let successes = 0;
    await liveOn(machine, () => ({
      successes: () => successes,
      urge: async () => {
        expect(JSON.parse(await output())).toMatchObject({ displayName: 'Plain User' });
        successes += 1;
      },
    }));
  });

  it('curl, which tries again while no window is there to answer', async () => {
    const machine = await setMachine();
    await (await machine.open()).close();
    const curl = spawn('curl', ['--verbose', '--silent', '--fail', '--retry', '5', '--retry-connrefused', `${machine.api()}/auth/user`]);
    onTestFinished(() => void curl.kill());
    let [printed, told] = ['', ''];
    curl.stdout.on('data', (data: Buffer) => (printed += data.toString()));
    curl.stderr.on('data', (data: Buffer) => (told += data.toString()));
    await expect.poll(() => told).toMatch(/refused/i);
    await machine.open();
    await expect.poll(() => printed).toContain('"displayName":"Plain User"');
  });
});
