import { expect, it } from 'vitest';
import { createTermsOfServiceCheck } from '../../../src/accounts/termsOfService.ts';
import { readServiceConfig } from '../../../src/vrchat/serviceConfig.ts';
import { demo, setStage } from './stage.ts';

const day = 24 * 60 * 60_000;

it('reads the version of the terms once a day for all accounts and windows, without a session, and never while signed out', async () => {
  const stage = await setStage();
  const window = await stage.openWindow();
  const userAgent = 'VRChatAuthTest/1.0 tests@vrchat-auth.org';
  const server = stage.emulator.address;
  const readVersion = async (address: string) => (await readServiceConfig(address, userAgent))?.currentTOSVersion;
  const checkFor = ({ store }: typeof window) =>
    createTermsOfServiceCheck({ store, locks: stage.locks, now: stage.clock.now, readVersion });
  const asked = async () => (await stage.requests()).filter((operation) => operation === 'getConfig').length;
  const check = checkFor(window);
  const checkElsewhere = checkFor(await stage.openWindow());
  await check(server);
  expect(await stage.requests()).toEqual([]);

  await window.signIn({ kind: 'fromScratch' }, [{ types: 'plainuser' }, { types: demo('plainuser').password }]);
  const account = window.store.snapshot().accounts[0] ?? { server: '', userId: '' };
  expect(window.store.snapshot().accounts[0]).not.toHaveProperty('latestTermsVersion');
  await Promise.all([check(server), checkElsewhere(server)]);
  expect(window.store.snapshot().accounts[0]).toMatchObject({ latestTermsVersion: 9, profile: { acceptedTOSVersion: 9 } });
  await check(server);
  await checkElsewhere(server);
  expect(await asked()).toBe(1);

  // Without an answer, the known version stays until the next try, a day later.
  stage.advanceClock(day);
  await stage.fault('getConfig', 'html502');
  await check(server);
  await checkElsewhere(server);
  expect(await asked()).toBe(2);
  expect(window.store.snapshot().accounts[0]?.latestTermsVersion).toBe(9);

  stage.advanceClock(day);
  await window.actions.signOut(account);
  await check(server);
  expect(await asked()).toBe(2);
});
