import { expect, it } from 'vitest';
import { plainText } from '../../../src/prompts/plainText.ts';
import { isTypedName } from '../../../src/prompts/typedName.ts';

const userId = 'usr_1';

it.each([
  ['Dev User', 'Dev User'],
  ['Dev User', ' Dev  User '],
  ['Dev\u200bUser', 'Dev User'],
  ['Ｄｅｖ', 'Dev'],
  ['x'.repeat(100), `${'x'.repeat(39)}…`],
  ['\u200b\u3164\u2800', 'usr_1'],
  ['', 'usr_1'],
])('the name %j is confirmed by %j', (name, typed) => {
  expect(isTypedName(typed, { name, shown: plainText(name, 40), userId })).toBe(true);
});

it.each([
  ['Dev User', ''],
  ['Dev User', 'dev user'],
  ['', ''],
  ['\u200b', ''],
  ['\u200b', '\u200b'],
  ['\u3164\u115f', ' '],
  ['\u2800', '\u2800'],
])('the name %j is not confirmed by %j', (name, typed) => {
  expect(isTypedName(typed, { name, shown: plainText(name, 40), userId })).toBe(false);
});

it('in privacy mode an account is confirmed by what stands for its name, and never by nothing', () => {
  const isTyped = (typed: string, name: string): boolean => isTypedName(typed, { name, shown: 'Account 1', userId });
  expect(isTyped('Account 1', 'Dev User')).toBe(true);
  expect(isTyped('Dev User', 'Dev User')).toBe(true);
  expect(isTyped('Account 1', '\u200b')).toBe(true);
  expect(isTyped('', '\u200b')).toBe(false);
  expect(isTyped('Account 2', 'Dev User')).toBe(false);
});
