import { getPublicSuffix } from 'tough-cookie';
import { expect, test } from 'vitest';

test('tests run with the stand-in for the public suffix list that ships', () => {
  expect(getPublicSuffix('www.vrchat.com')).toBeUndefined();
});
