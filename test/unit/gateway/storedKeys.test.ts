import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStoredKeys } from '../../../src/gateway/storedKeys.ts';
import { createMemoryLocks } from '../accounts/memoryLocks.ts';
import { createMemorySecrets } from '../accounts/memorySecrets.ts';
import { propertyRuns } from '../propertyRuns.ts';

function setMachine() {
  const secrets = createMemorySecrets();
  const locks = createMemoryLocks(secrets.settled);
  return { secrets, open: (host = 'laptop') => createStoredKeys({ secrets: secrets.open(), locks, host }) };
}

describe('the keys of a machine’s gateway', () => {
  it('are the same in all windows, whichever asks first', async () => {
    const { open, secrets } = setMachine();
    const windows = await Promise.all([open(), open(), open()]);
    const keys = await Promise.all(windows.map((window) => window.ensure('grant', 8980)));
    expect(new Set(keys.map(({ key }) => key.reveal())).size).toBe(1);
    await secrets.settled();
    const [found] = keys;
    for (const window of windows) expect(window.find(found?.key.reveal() ?? '', 8980)).toBe('grant');
    expect((await open()).of('grant')?.key.reveal()).toBe(found?.key.reveal());
  });

  it('open nothing at another port, and nothing once they are replaced or removed', async () => {
    const { open } = setMachine();
    const window = await open();
    const { key } = await window.ensure('grant', 8980);
    expect(window.find(key.reveal(), 8981)).toBeUndefined();
    const replaced = await window.replace('grant', 8980);
    expect(window.find(key.reveal(), 8980)).toBeUndefined();
    expect(window.find(replaced.key.reveal(), 8980)).toBe('grant');
    await window.remove('grant');
    expect(window.find(replaced.key.reveal(), 8980)).toBeUndefined();
  });

  it('change together when another port has to be taken', async () => {
    const { open, secrets } = setMachine();
    const [one, other] = [await open(), await open()];
    const before = [await one.ensure('a', 8980), await one.ensure('b', 8980)];
    await one.setPort(9000);
    await secrets.settled();
    expect(other.port()).toBe(9000);
    for (const { grantId, key } of before) {
      expect(other.find(key.reveal(), 8980)).toBeUndefined();
      expect(other.of(grantId)?.port).toBe(9000);
      expect(other.of(grantId)?.key.reveal()).not.toBe(key.reveal());
    }
  });

  it('are those of one machine only', async () => {
    const { open } = setMachine();
    const [laptop, container] = [await open('laptop'), await open('container')];
    const { key } = await laptop.ensure('grant', 8980);
    expect(container.find(key.reveal(), 8980)).toBeUndefined();
    await laptop.setPort(9000);
    expect(container.port()).toBeUndefined();
    expect((await laptop.windowSecret()).reveal()).not.toBe((await container.windowSecret()).reveal());
  });

  it('come with one secret for all windows', async () => {
    const { open } = setMachine();
    const windows = await Promise.all([open(), open()]);
    const secrets = await Promise.all(windows.map((window) => window.windowSecret()));
    expect(new Set(secrets.map((value) => value.reveal())).size).toBe(1);
    expect(secrets[0]?.reveal().length).toBeGreaterThanOrEqual(32);
  });

  it('are not opened by anything else that is stored, which a new key replaces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `{"version":1,"key":${json},"port":8980}`),
        ),
        async (text) => {
          const { open, secrets } = setMachine();
          secrets.values.set('gateway/laptop/key/grant', text);
          secrets.values.set('gateway/laptop/port', text);
          const window = await open();
          expect(window.find('', 8980)).toBeUndefined();
          const { key } = await window.ensure('grant', 8980);
          expect(window.find(key.reveal(), 8980)).toBe('grant');
        },
      ),
      { numRuns: propertyRuns },
    );
  });
});
