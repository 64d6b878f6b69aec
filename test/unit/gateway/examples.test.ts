import { describe, expect, it } from 'vitest';
import { VRChat } from 'vrchat';
import { documentedExample } from './documentedExample.ts';
import { setGatewayStage } from './gatewayStage.ts';
import { liveOn } from './liveOn.ts';
import { setMachine } from './sharedMachine.ts';

/** An event arrives once the program has connected, and the gateway to VRChat. */
async function expectEvent(stage: Awaited<ReturnType<typeof setGatewayStage>>, printed: () => string, text: string): Promise<void> {
  await expect
    .poll(async () => {
      await stage.control('POST', 'events', { fixture: 'friend-online' });
      return printed();
    })
    .toContain(text);
}

describe('the examples of docs/gateway.md', () => {
  it('JavaScript', async () => {
    const stage = await setGatewayStage();
    await stage.fault('getCurrentUser', 'status:503', 1);
    const { output } = await documentedExample('JavaScript', process.execPath, stage);
    expect(await output()).toBe('Plain User');
  });

  it('JavaScript, in a program that lives through an expiry, a renewal, an outage and a change of the window', async () => {
    const machine = await setMachine();
    await liveOn(machine, async () => {
      const more = `for (;;) {
        await get('/auth/user/friends');
        console.log('again');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }`;
      const addresses = { api: machine.api(), pipelineUrl: machine.pipeline() };
      const printed = (await documentedExample('JavaScript', process.execPath, addresses, more)).start();
      return { successes: () => printed().split('again').length };
    });
  });

  it('JavaScript, events', async () => {
    const stage = await setGatewayStage();
    const { start } = await documentedExample('JavaScript, events', process.execPath, stage);
    await expectEvent(stage, start(), 'friend-online');
  });

  it('JavaScript, the `vrchat` package', async () => {
    const stage = await setGatewayStage();
    const { start } = await documentedExample('JavaScript, the `vrchat` package', process.execPath, stage);
    const printed = start();
    await expectEvent(stage, printed, 'online usr_');
    expect(printed()).toContain('Plain User');
  });
});

describe('the `vrchat` package, holding no secret', () => {
  const application = { name: 'GatewayTest', version: '1.0.0', contact: 'tests@vrchat-auth.org' };
  const credentials = { username: 'plainuser', password: 'a password that was never right' };

  it('begins with a login of its own, and gets the session’s user without one', async () => {
    const { api, logins } = await setGatewayStage();
    const sdk = new VRChat({ baseUrl: api, application, authentication: { credentials, optimistic: true } });
    expect((await sdk.getCurrentUser()).data).toMatchObject({ displayName: 'Plain User' });
    expect((await sdk.login(credentials)).data).toMatchObject({ displayName: 'Plain User' });
    expect(await logins('plainuser')).toBe(1);
  });

  it('lives through an expiry and a renewal', async () => {
    const { api, session, fault, logins } = await setGatewayStage();
    session.optIn();
    const sdk = new VRChat({ baseUrl: api, application });
    await fault('getFriends', 'expireSessions', 1);
    expect((await sdk.getFriends()).data).toEqual([]);
    expect(await logins('plainuser')).toBe(2);
  });

  it('lives through an outage', async () => {
    const { api, fault, removeFaults } = await setGatewayStage();
    const sdk = new VRChat({ baseUrl: api, application });
    await fault('*', 'html502');
    expect((await sdk.getFriends()).data).toBeUndefined();
    await removeFaults();
    expect((await sdk.getFriends()).data).toEqual([]);
  });

  it('lives through an expiry, a renewal, an outage and a change of the window, with one clean reconnect', async () => {
    const machine = await setMachine();
    const [first, second] = [await machine.open(), await machine.open()];
    const { start } = await documentedExample('JavaScript, the `vrchat` package', process.execPath, {
      api: machine.api(),
      pipelineUrl: machine.pipeline(),
    });
    const printed = start();
    const events = (): number => printed().split('online usr_').length - 1;
    const eventArrives = async (): Promise<void> => {
      const before = events();
      await expect
        .poll(async () => {
          await machine.control('POST', 'events', { fixture: 'friend-online' });
          return events();
        })
        .toBeGreaterThan(before);
    };
    await eventArrives();

    const sdk = new VRChat({ baseUrl: machine.api(), application });
    machine.session.optIn();
    await machine.fault('getFriends', 'expireSessions', 1);
    expect((await sdk.getFriends()).data).toEqual([]);
    await eventArrives();

    await machine.fault('*', 'html502');
    expect((await sdk.getFriends()).data).toBeUndefined();
    await machine.removeFaults();
    expect((await sdk.getFriends()).data).toEqual([]);

    await first.close();
    await eventArrives();
    expect(second.isServing()).toBe(true);
    expect((await sdk.getFriends()).data).toEqual([]);
    expect(second.report().requests.filter(({ method }) => method === 'WS')).toMatchObject([{ path: '/pipeline' }]);
    expect(await machine.logins('plainuser')).toBe(2);
  });

  it('gets the reason why it may not log out', async () => {
    const { api } = await setGatewayStage();
    const { error } = await new VRChat({ baseUrl: api, application }).logout();
    expect(error).toMatchObject({ message: expect.stringContaining('it ends the session that all programs share') as unknown });
  });
});
