import { expect, it } from 'vitest';
import { shortId } from '../../../src/ui/account/shortId.ts';

it.each([
  ['usr_c1644b5b-3ca4-45b4-97c6-a2a0de70d469', 'usr_c164…'],
  // The IDs of the first accounts have ten characters, which would be known with two more.
  ['8JoV9XEdpo', '8J…'],
  // Other servers' may be short.
  ['usr_ab', 'u…'],
  ['bob', '…'],
  ['', '…'],
])('of the user ID %j, a report shows %j', (userId, shown) => {
  expect(shortId(userId)).toBe(shown);
});
