import { expect, it } from 'vitest';
import { createTermsOfServiceCheck } from '../../../src/accounts/termsOfService.ts';
import { readServiceConfig } from '../../../src/vrchat/serviceConfig.ts';
import { demo, setStage } from './stage.ts';

const day = 24 * 60 * 60_000;

it('the version of the terms is asked for once a day, for all accounts and windows, without a session', async () => {
  const stage = await setStage();
  const window = await stage.openWindow();
  const userAgent = 'VRChatAuthTest/1.0 tests@vrchat-auth.org';
  const readVersion = async () => (await readServiceConfig(stage.emulator.address, userAgent))?.currentTOSVersion;
  const checkFor = ({ store }: typeof window) => createTermsOfServiceCheck({ store, now: stage.clock.now, readVersion });
  const check = checkFor(window);
  await check();
  expect(await stage.requests()).toEqual([]);

  await window.signIn({ kind: 'fromScratch' }, [{ types: 'plainuser' }, { types: demo('plainuser').password }]);
  expect(window.store.snapshot().accounts[0]).not.toHaveProperty('latestTermsVersion');
  await check();
  expect(window.store.snapshot().accounts[0]).toMatchObject({ latestTermsVersion: 9, profile: { acceptedTOSVersion: 9 } });
  await check();
  await checkFor(await stage.openWindow())();
  expect((await stage.requests()).filter((operation) => operation === 'getConfig')).toHaveLength(1);

  stage.advanceClock(day);
  await stage.fault('getConfig', 'html502');
  await check();
  await check();
  expect((await stage.requests()).filter((operation) => operation === 'getConfig')).toHaveLength(2);
  expect(window.store.snapshot().accounts[0]?.latestTermsVersion).toBe(9);
});
