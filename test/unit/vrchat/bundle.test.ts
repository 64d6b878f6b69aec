import { getPublicSuffix } from 'tough-cookie';
import { expect, test } from 'vitest';

test('uses the same stand-in for the public suffix list as the bundles', () => {
  expect(getPublicSuffix('www.vrchat.com')).toBeUndefined();
});
