import { expect, it } from 'vitest';
import { timeCode } from '../../../src/emulator/timeCode.ts';

/** The secret of RFC 6238's test vectors (appendix B), in base32. The codes below are the last six of their eight digits. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

it.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('returns the code of RFC 6238 for second %i', (seconds, code) => {
  expect(timeCode(secret, seconds * 1000)).toBe(code);
});
