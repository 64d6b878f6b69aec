import fc from 'fast-check';
import { Secret as Key } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { groupsOfFour, oneTimeCode, parseAuthenticatorSecret, serverTime } from '../../../src/accounts/authenticatorSecret.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { demo, setStage } from './stage.ts';

const plain = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

function read(text: string): string {
  const parsed = parseAuthenticatorSecret(text);
  return 'secret' in parsed ? parsed.secret.reveal() : parsed.problem;
}

describe('reading an authenticator secret', () => {
  it.each([
    ['as it is', plain],
    ['as VRChat shows it', 'jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp'],
    ['with dashes of any kind', 'JBSW-Y3DP–EHPK—3PXP JBSW‑Y3DP−EHPK-3PXP'],
    ['with the padding of base32, and spaces around', `  ${plain}==== \n`],
    ['with invisible characters, as copied from a web page', `${plain.slice(0, 8)}\u200b${plain.slice(8)}`],
    ['in full-width letters', plain.replace(/./g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0))],
    ['from the address in VRChat’s QR code', `otpauth://totp/VRChat:dev.user@example.org?secret=${plain}&issuer=VRChat`],
    [
      'from an address that says what is the default anyway',
      `OTPAUTH://TOTP/VRChat?algorithm=sha1&digits=6&period=30&Secret=${plain.toLowerCase()}`,
    ],
  ])('%s', (_, text) => {
    expect(read(text)).toBe(plain);
  });

  it.each([
    ['', 'empty'],
    [' - ', 'empty'],
    ['492039', 'notBase32'],
    ['JBSWY3DPEHPK3PX1', 'notBase32'],
    ['https://vrchat.com/home', 'notBase32'],
    ['JBSWY3DP', 'tooShort'],
    ['JBSWY3DPEHPK3PXPA', 'tooShort'],
    [`otpauth://hotp/VRChat?secret=${plain}&counter=1`, 'notTotp'],
    ['otpauth://totp/VRChat', 'notTotp'],
    ['otpauth:', 'notTotp'],
    [`otpauth://totp/Bank?secret=${plain}&digits=8`, 'notVRChat'],
    [`otpauth://totp/Bank?secret=${plain}&algorithm=SHA256`, 'notVRChat'],
    [`otpauth://totp/Bank?secret=${plain}&period=60`, 'notVRChat'],
  ])('rejects %j: %s', (text, problem) => {
    expect(read(text)).toBe(problem);
  });

  it('accepts any grouping and case', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 40 }), fc.array(fc.constantFrom(' ', '-', '')), (bytes, gaps) => {
        const base32 = new Key({ buffer: Uint8Array.from(bytes).buffer }).base32.replace(/=+$/, '');
        const typed = Array.from(base32, (letter, index) => letter.toLowerCase() + (gaps[index] ?? '')).join('');
        expect(read(typed)).toBe(base32);
      }),
    );
  });
});

it('generates the codes of RFC 6238, with the seconds they remain valid', () => {
  // The RFC’s test vectors, of which VRChat takes the last six digits.
  const key = secret(Key.fromUTF8('12345678901234567890').base32);
  expect(oneTimeCode(key, 59_000).code.reveal()).toBe('287082');
  expect(oneTimeCode(key, 1_111_111_109_000).code.reveal()).toBe('081804');
  expect(oneTimeCode(key, 20_000_000_000_000).code.reveal()).toBe('353130');
  expect([0, 29_000, 29_999, 30_000].map((at) => oneTimeCode(key, at).secondsLeft)).toEqual([30, 1, 1, 30]);
});

it('generates a code for the server’s time, whatever this machine’s clock says', async () => {
  const stage = await setStage();
  const ahead = 3 * 60_000;
  await stage.advance(ahead / 1000);
  const { totpSecret = '' } = demo('DevUser');
  const { code } = oneTimeCode(secret(totpSecret), serverTime(Date.now(), { clockOffset: ahead }));
  const window = await stage.openWindow();
  const { outcome } = await window.signIn({ kind: 'fromScratch' }, [
    { types: 'DevUser' },
    { types: demo('DevUser').password },
    { types: code.reveal() },
  ]);
  expect(outcome.kind).toBe('signedIn');
});

it('shows a secret in groups of four', () => {
  expect(groupsOfFour('JBSWY3DPEHPK3PXP')).toBe('JBSW Y3DP EHPK 3PXP');
  expect(groupsOfFour('JBSWY3')).toBe('JBSW Y3');
});
