import fc from 'fast-check';
import { Secret as Key } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { growthOfTime, muchFasterThanLength } from '../growthOfTime.ts';
import { groupsOfFour, oneTimeCode, parseAuthenticatorSecret, serverTime } from '../../../src/accounts/authenticatorSecret.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { demo, setStage } from './stage.ts';
import { propertyRuns } from '../propertyRuns.ts';

const plain = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

function read(text: string): string {
  const parsed = parseAuthenticatorSecret(text);
  if ('entries' in parsed) return parsed.entries.map((entry) => `${entry.name}=${entry.secret.reveal()}`).join(' ');
  return 'secret' in parsed ? parsed.secret.reveal() : parsed.problem;
}

interface Exported {
  readonly name: string;
  readonly issuer?: string;
  readonly secret?: Buffer;
  readonly algorithm?: number;
  readonly digits?: number;
  readonly type?: number;
}

const bytes = Buffer.from(Key.fromBase32(plain).bytes);
const vrchatEntry: Exported = { name: 'VRChat:dev.user@example.org', issuer: 'VRChat', secret: bytes };
const bankEntry: Exported = { name: 'me', issuer: 'Bank', secret: Buffer.alloc(20, 7) };

/** Writes an export as Google Authenticator does. */
function migration(...entries: readonly Exported[]): Buffer {
  const field = (number: number, content: Buffer | string): Buffer => {
    const buffer = Buffer.from(content);
    const length = buffer.length < 128 ? [buffer.length] : [(buffer.length & 0x7f) | 0x80, buffer.length >> 7];
    return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), buffer]);
  };
  const number = (tag: number, value: number): Buffer => Buffer.from([tag * 8, value]);
  const parameters = entries.map(({ name, issuer = '', secret: key = bytes, algorithm = 1, digits = 1, type = 2 }) =>
    field(1, Buffer.concat([field(1, key), field(2, name), field(3, issuer), number(4, algorithm), number(5, digits), number(6, type)])),
  );
  return Buffer.concat([...parameters, number(2, 1), number(3, 1), number(4, 0), Buffer.from([5 * 8, 0xff, 0xff, 0xff, 0xff, 0x07])]);
}

const migrationAddress = (data: Buffer): string => `otpauth-migration://offline?data=${encodeURIComponent(data.toString('base64'))}`;

describe('an authenticator secret is read', () => {
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
    ['from Ente', `otpauth://totp/VRChat:me?secret=${plain}&issuer=VRChat&algorithm=Algorithm.sha1&digits=6&period=30`],
    ['from an address with an empty algorithm', `otpauth://totp/VRChat?secret=${plain}&algorithm=&digits=&period=`],
    ['from an address with HMAC in the algorithm', `otpauth://totp/VRChat?secret=${plain}&algorithm=HmacSHA1`],
    ['from an address with a dash in the algorithm', `otpauth://totp/VRChat?secret=${plain}&algorithm=sha-1`],
    ['from an address in capitals', `OTPAUTH://TOTP/VRCHAT?SECRET=${plain}&ISSUER=VRCHAT&ALGORITHM=SHA1`],
    ['from an address in other text', `Scan this: otpauth://totp/VRChat?secret=${plain}&issuer=VRChat , then type the code.`],
    ['from HTML', `<a href="otpauth://totp/VRChat?issuer=VRChat&amp;secret=${plain}&amp;digits=6">`],
    ['from an address in quotes', `"otpauth://totp/VRChat?secret=${plain}"`],
    ['from an address in typographic quotes', `“otpauth://totp/VRChat?secret=${plain}”`],
    ['from an address that was wrapped in the key', `otpauth://totp/VRChat?secret=${plain.slice(0, 24)}\n${plain.slice(24)}&issuer=VRChat`],
    [
      'from an address that was wrapped at the end of the key',
      `otpauth://totp/VRChat?issuer=VRChat&secret=${plain.slice(0, 16)}\n${plain.slice(16)}\nthen`,
    ],
    [
      'from an address that was wrapped twice',
      `otpauth://totp/VRChat?iss\nuer=VRChat&secret=${plain.slice(0, 16)}\r\n  ${plain.slice(16)}&digits=6`,
    ],
    ['from an address with text on the next line', `otpauth://totp/VRChat?secret=${plain}\nthen type the code`],
    ['from an export that was wrapped', migrationAddress(migration(vrchatEntry)).replace(/.{40}/g, '$&\n')],
    ['in parentheses', `(${plain})`],
    ['in bold Markdown', `**${plain}**`],
    ['after what it is called', `Secret key: ${plain}`],
    [
      'from an export of Aegis',
      JSON.stringify({ db: { entries: [{ type: 'totp', issuer: 'VRChat', info: { secret: plain, digits: 6 } }] } }),
    ],
    ['from an address with a name in plain text', `otpauth://totp/VRChat:Dev "the" O'User?secret=${plain}&issuer=VRChat`],
    ['from an address that is percent-encoded', encodeURIComponent(`otpauth://totp/VRChat?secret=${plain}&issuer=VRChat`)],
    [
      'from the address of a picture of it',
      `https://chart.googleapis.com/chart?cht=qr&chl=${encodeURIComponent(`otpauth://totp/VRChat?secret=${plain}`)}&chs=200x200`,
    ],
    [
      'from JSON',
      JSON.stringify({ uri: `otpauth://totp/VRChat?secret=${plain}&digits=6` })
        .replaceAll('/', '\\/')
        .replaceAll('&', '\\u0026'),
    ],
    ['from a Markdown link', `[otpauth://totp/VRChat?secret=${plain}](otpauth://totp/VRChat?secret=${plain})`],
    ['from an address in parentheses', `(otpauth://totp/VRChat?secret=${plain}), then go on`],
    ['from an address with values that are nothing', `otpauth://totp/VRChat?secret=${plain}&algorithm=null&digits=undefined&period=None`],
    ['from an address that was wrapped in the name', `otpauth://totp/VRChat:dev\n.user@example.org?secret=${plain}&issuer=VRChat`],
    [
      'from such an export with fields of later versions',
      migrationAddress(Buffer.concat([migration(vrchatEntry), Buffer.from([9 * 8 + 1, 0, 0, 0, 0, 0, 0, 0, 0, 9 * 8 + 5, 0, 0, 0, 0])])),
    ],
    ['in quotes', `'${plain}'`],
    ['in backticks', `\`${plain}\``],
    ['from an export of Google Authenticator', migrationAddress(migration(vrchatEntry))],
    ['from such an export that is not encoded', `otpauth-migration://offline?data=${migration(vrchatEntry).toString('base64')}`],
    ['from such an export in quotes and other text', `Result: "${migrationAddress(migration(vrchatEntry))}"`],
    [
      'from such an export in capitals',
      migrationAddress(migration(vrchatEntry)).replace('otpauth-migration://offline', 'OTPAUTH-MIGRATION://OFFLINE'),
    ],
    [
      'from such an export whose other entries have another kind of code',
      migrationAddress(migration({ ...bankEntry, type: 1 }, vrchatEntry, { ...bankEntry, digits: 2 })),
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
    [`steam://${plain}`, 'notBase32'],
    [JSON.stringify({ issuer: 'Google', secret: plain }), 'notBase32'],
    [
      JSON.stringify([
        { issuer: 'VRChat', secret: 'JBSWY3DPEHPK3PXP' },
        { issuer: 'Google', secret: plain },
      ]),
      'notBase32',
    ],
    [`{"a":"${plain}","b":"${plain.replace('J', 'K')}"}`, 'notBase32'],
    ['JBSWY3DP', 'tooShort'],
    ['JBSWY3DPEHPK3PXPA', 'tooShort'],
    [`otpauth://hotp/VRChat?secret=${plain}&counter=1`, 'notTotp'],
    ['otpauth://totp/VRChat', 'notTotp'],
    ['otpauth:', 'notTotp'],
    [`otpauth://totp/Bank?secret=${plain}&digits=8`, 'notVRChat'],
    [`otpauth://totp/Bank?secret=${plain}&algorithm=SHA256`, 'notVRChat'],
    [`otpauth://totp/Bank?secret=${plain}&period=60`, 'notVRChat'],
    [`otpauth://totp/Bank?secret=${plain}&algorithm=MD5`, 'notVRChat'],
    [`otpauth://totp/Bank?secret=${plain}\notpauth://totp/Shop?secret=${plain}`, 'noVRChatEntry'],
    [migrationAddress(migration(bankEntry)), 'noVRChatEntry'],
    [migrationAddress(migration({ ...vrchatEntry, algorithm: 2 })), 'noVRChatEntry'],
    [migrationAddress(migration({ ...vrchatEntry, type: 1 })), 'noVRChatEntry'],
    [migrationAddress(migration({ ...vrchatEntry, secret: bytes.subarray(0, 4) })), 'noVRChatEntry'],
    [migrationAddress(migration(vrchatEntry).subarray(0, -20)), 'brokenExport'],
    ['otpauth-migration://offline?data=', 'brokenExport'],
    ['otpauth-migration://offline', 'brokenExport'],
  ])('not from %j: %s', (text, problem) => {
    expect(read(text)).toBe(problem);
  });

  it('from an export of several, of which VRChat’s come first and the user chooses', () => {
    const second = { ...vrchatEntry, name: 'VRChat:other@example.org' };
    expect(read(migrationAddress(migration(bankEntry, vrchatEntry)))).toMatch(/^VRChat:dev\.user@example\.org=JBSWY3DP\w+ Bank: me=\w+$/);
    expect(read(migrationAddress(migration(second, bankEntry, vrchatEntry)))).toMatch(/^VRChat:other\S+ VRChat:dev\S+ Bank: me=/);
    expect(read(`otpauth://totp/Bank:me?secret=${plain}\notpauth://totp/VRChat:me?secret=${plain}`)).toBe(
      `VRChat:me=${plain} Bank:me=${plain}`,
    );
  });

  it('from any bytes in an export without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(100), (random, cut) => {
        read(migrationAddress(Buffer.from(random)));
        read(migrationAddress(Buffer.concat([migration(bankEntry, vrchatEntry).subarray(0, cut), Buffer.from(random)])));
      }),
      { numRuns: propertyRuns },
    );
  });

  it('whole or not at all, whatever is around an address', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 });
    fc.assert(
      fc.property(text, text, fc.constantFrom(' ', '\n', '"', "'", '<', '>'), (before, after, separator) => {
        const found = read(`${before}${separator}otpauth://totp/VRChat?secret=${plain}&issuer=VRChat${separator}${after}`);
        expect([plain, 'notTotp', 'notVRChat', 'noVRChatEntry', 'brokenExport']).toContain(found);
      }),
      { numRuns: propertyRuns },
    );
  });

  it.each([
    ['padding', (length: number) => `${'='.repeat(length)}x`],
    ['addresses', (length: number) => 'otpauth://totp/a?secret=a '.repeat(length / 26)],
    ['one long address', (length: number) => `otpauth://totp/a?${'secret=a&'.repeat(length / 9)}`],
    ['exports', (length: number) => 'otpauth-migration: '.repeat(length / 19)],
    ['wrapped addresses', (length: number) => 'otpauth:\na=\n'.repeat(length / 12)],
    ['a wrapped address', (length: number) => `otpauth:${'\na='.repeat(length / 3)}`],
    ['letters', (length: number) => 'A'.repeat(length)],
    ['blanks', (length: number) => ' '.repeat(length)],
    ['quotes', (length: number) => `${'"'.repeat(length)}a`],
    ['an export of many entries', (length: number) => migrationAddress(migration(...Array.from({ length: length / 60 }, () => bankEntry)))],
  ])('from %s in time in proportion to the length', (_, make) => {
    expect(growthOfTime((length) => parseAuthenticatorSecret(make(length)), 400_000)).toBeLessThan(muchFasterThanLength);
  });

  it('in any grouping and case', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 40 }), fc.array(fc.constantFrom(' ', '-', '')), (bytes, gaps) => {
        const base32 = new Key({ buffer: Uint8Array.from(bytes).buffer }).base32.replace(/=+$/, '');
        const typed = Array.from(base32, (letter, index) => letter.toLowerCase() + (gaps[index] ?? '')).join('');
        expect(read(typed)).toBe(base32);
      }),
      { numRuns: propertyRuns },
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
