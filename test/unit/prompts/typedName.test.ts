import { expect, it } from 'vitest';
import { isTypedName } from '../../../src/prompts/typedName.ts';

const userId = 'usr_1';

it.each([
  ['Dev User', 'Dev User'],
  ['Dev User', ' Dev  User '],
  ['Dev\u200bUser', 'Dev User'],
  ['Ｄｅｖ', 'Dev'],
  ['x'.repeat(100), `${'x'.repeat(59)}…`],
  ['\u200b\u3164\u2800', 'usr_1'],
  ['', 'usr_1'],
])('the name %j is confirmed by %j', (name, typed) => {
  expect(isTypedName(typed, { name, userId })).toBe(true);
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
  expect(isTypedName(typed, { name, userId })).toBe(false);
});
