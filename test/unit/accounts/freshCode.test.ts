import { expect, it } from 'vitest';
import { oneTimeCode } from '../../../src/accounts/authenticatorSecret.ts';
import { freshCode, noteSentCode } from '../../../src/accounts/freshCode.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { sourceFiles } from '../sourceFiles.ts';

/** A clock that moves by waiting only. */
function setClock(now: number) {
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    options: {
      wait: (ms: number) => {
        now += ms;
        return Promise.resolve();
      },
      onWait: (ms: number) => void waits.push(ms),
    },
  };
}

it('a code with time left is used at once', async () => {
  const key = secret('JBSWY3DPEHPK3PXPAAAAAAAAAAAAAAAA');
  const clock = setClock(60_000);
  expect((await freshCode(key, clock.now, clock.options)).code.reveal()).toBe(oneTimeCode(key, 60_000).code.reveal());
  expect(clock.waits).toEqual([]);
});

it('a code that is about to end is not: the next one is waited for', async () => {
  const key = secret('JBSWY3DPEHPK3PXPBBBBBBBBBBBBBBBB');
  const clock = setClock(88_500);
  expect((await freshCode(key, clock.now, clock.options)).code.reveal()).toBe(oneTimeCode(key, 90_000).code.reveal());
  expect(clock.waits).toEqual([1500]);
});

it('a code that was copied can be copied again, but one that was sent is not copied', async () => {
  const key = secret('JBSWY3DPEHPK3PXPDDDDDDDDDDDDDDDD');
  const clock = setClock(60_000);
  const copy = async (): Promise<string> => (await freshCode(key, clock.now, { ...clock.options, isCopied: true })).code.reveal();
  expect([await copy(), await copy()]).toEqual(Array(2).fill(oneTimeCode(key, 60_000).code.reveal()));
  await freshCode(key, clock.now, clock.options);
  expect(clock.waits).toEqual([]);
  expect(await copy()).toBe(oneTimeCode(key, 90_000).code.reveal());
});

it('a code that ends before the user can paste it is not copied: the next one is waited for', async () => {
  const key = secret('JBSWY3DPEHPK3PXPFFFFFFFFFFFFFFFF');
  const clock = setClock(60_000 + 25_000);
  const { code, secondsLeft } = await freshCode(key, clock.now, { ...clock.options, isCopied: true });
  expect(clock.waits).toEqual([5000]);
  expect([code.reveal(), secondsLeft]).toEqual([oneTimeCode(key, 90_000).code.reveal(), 30]);
});

it('no code is used twice, and two accounts do not wait for each other', async () => {
  const key = secret('JBSWY3DPEHPK3PXPCCCCCCCCCCCCCCCC');
  const clock = setClock(60_000);
  const codes = [];
  for (let turn = 0; turn < 4; turn++) codes.push((await freshCode(key, clock.now, clock.options)).code.reveal());
  expect(codes).toEqual([60_000, 90_000, 120_000, 150_000].map((at) => oneTimeCode(key, at).code.reveal()));
  expect(clock.waits).toEqual([30_000, 30_000, 30_000]);
  await freshCode(secret('JBSWY3DPEHPK3PXPDDDDDDDDDDDDDDDD'), clock.now, clock.options);
  expect(clock.waits).toHaveLength(3);
});

it('a code that the user typed is not sent again, however it was typed', async () => {
  const key = secret('JBSWY3DPEHPK3PXPEEEEEEEEEEEEEEEE');
  const clock = setClock(60_000);
  const typed = oneTimeCode(key, 60_000).code.reveal();
  noteSentCode(` ${typed.slice(0, 3)} ${typed.slice(3)} `, 61_000);
  noteSentCode('no code', 61_000);
  expect((await freshCode(key, clock.now, clock.options)).code.reveal()).toBe(oneTimeCode(key, 90_000).code.reveal());
  expect(clock.waits).toEqual([30_000]);
});

it('every code that goes out is made here, and in one bundle, so that what was sent is remembered once', () => {
  const files = sourceFiles('src').filter(({ path }) => !path.startsWith('src/emulator/'));
  const makers = files.filter(({ text }) => /\{[^}]*\boneTimeCode\b[^}]*\} from '.*\/authenticatorSecret.ts'/.test(text));
  expect(makers.map(({ path }) => path)).toEqual(['src/accounts/freshCode.ts']);
  const importers = files.filter(({ text }) => text.includes("/freshCode.ts';"));
  expect(importers.filter(({ path }) => /^src\/(?:handoff|prompts|gateway|extension|bundles\/(?!online))/.test(path))).toEqual([]);
});
