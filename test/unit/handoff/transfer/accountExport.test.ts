import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { importedOver, readExportedAccount, writeExportedAccount } from '../../../../src/handoff/transfer/exportedAccount.ts';
import { secret } from '../../../../src/vrchat/secret.ts';
import { defaultServer } from '../../../../src/vrchat/server.ts';
import { findDamage, openExport, sealExport } from '../../../../src/handoff/transfer/accountExport.ts';

const content = JSON.stringify({ userId: 'usr_1', cookies: [{ name: 'auth', value: 'authcookie_0f8fad5b' }], displayName: 'ユーザー' });
const passphrase = 'correct horse battery staple';
const checksumLength = 32;

it.each(['http://vrchat.example.org/api/1', 'javascript:alert(1)', 'https://user:pass@api.vrchat.cloud/api/1', 'api.vrchat.cloud', ''])(
  'an account that somebody has exported for the server %j is not imported',
  (server) => {
    const profile = { id: 'usr_1', displayName: 'DevUser', tags: [] };
    const account = { server: defaultServer, userId: 'usr_1', displayName: 'DevUser', profile, cookies: [], signedInAt: 1 };
    const content = writeExportedAccount({ ...account, state: { kind: 'unchecked', since: 1 } });
    expect(readExportedAccount(content, 2)).toMatchObject({ server: defaultServer });
    expect(readExportedAccount(content.replace(JSON.stringify(defaultServer), JSON.stringify(server)), 2)).toBe('altered');
    expect(readExportedAccount(content.replace('"version":1', '"version":2'), 2)).toBe('newerVersion');
  },
);

it('an imported account replaces a session, and no password or authenticator secret that only this machine has', () => {
  const profile = { id: 'usr_1', displayName: 'DevUser', tags: [] };
  const account = { server: defaultServer, userId: 'usr_1', displayName: 'DevUser', profile, cookies: [], signedInAt: 1 };
  const stored = {
    ...account,
    state: { kind: 'valid', since: 1, checkedAt: 1 },
    loginName: 'dev',
    password: secret('old'),
    authenticatorSecret: secret('KEY'),
    renewalStopped: 'wrongCode',
  } as const;
  const imported = { ...account, signedInAt: 2, state: { kind: 'unchecked', since: 2 }, password: secret('new') } as const;
  const { password, authenticatorSecret, ...rest } = importedOver({ ...stored, cookies: [] }, { ...imported, cookies: [] });
  expect([password?.reveal(), authenticatorSecret?.reveal()]).toEqual(['new', 'KEY']);
  expect(rest).toEqual({ ...account, signedInAt: 2, state: imported.state, loginName: 'dev' });
  expect(importedOver(undefined, { ...imported, cookies: [] })).toEqual(imported);
});

describe('an exported account', () => {
  let file: Buffer;
  beforeAll(async () => {
    file = await sealExport(content, passphrase);
  });

  it('opens with its passphrase, however the keyboard composes accents', async () => {
    expect(await openExport(file, passphrase)).toEqual({ content });
    const accented = await sealExport(content, 'caf\u00e9 au lait, s\u2019il te pla\u00eet');
    expect(await openExport(accented, 'cafe\u0301 au lait, s\u2019il te plai\u0302t')).toEqual({ content });
  });

  it('reveals nothing of its content, and differs each time', async () => {
    expect(file.includes('authcookie')).toBe(false);
    expect(file.includes('usr_1')).toBe(false);
    expect((await sealExport(content, passphrase)).subarray(14).equals(file.subarray(14))).toBe(false);
  });

  it('reports a wrong passphrase', async () => {
    expect(await openExport(file, 'correct horse battery stable')).toEqual({ problem: 'wrongPassphrase' });
    expect(await openExport(file, '')).toEqual({ problem: 'wrongPassphrase' });
  });

  it('is reported as truncated at any shorter length, before the passphrase is checked', () => {
    for (let length = 1; length < file.length; length++) expect(findDamage(file.subarray(0, length)), `${length} bytes`).toBe('truncated');
  });

  it('is reported as damaged if any bit is flipped', () => {
    const nameAndVersion = 11;
    fc.assert(
      fc.property(fc.integer({ min: nameAndVersion, max: file.length - 1 }), fc.integer({ min: 0, max: 7 }), (place, bit) => {
        const altered = Buffer.from(file);
        altered.writeUInt8(altered.readUInt8(place) ^ (1 << bit), place);
        expect(findDamage(altered)).toBe('altered');
      }),
      { numRuns: 500 },
    );
    expect(findDamage(Buffer.concat([file, Buffer.from('\n')]))).toBe('altered');
  });

  it('tells a forger no more than that the passphrase is wrong', async () => {
    const forged = Buffer.from(file);
    const inCiphertext = 80;
    forged.writeUInt8(forged.readUInt8(inCiphertext) ^ 1, inCiphertext);
    const body = forged.subarray(0, -checksumLength);
    createHash('sha256').update(body).digest().copy(forged, body.length);
    expect(findDamage(forged)).toBeUndefined();
    expect(await openExport(forged, passphrase)).toEqual({ problem: 'wrongPassphrase' });
  });

  it('authenticates its header', async () => {
    const forged = Buffer.from(file);
    const nonce = 30;
    forged.writeUInt8(forged.readUInt8(nonce) ^ 1, nonce);
    const fields = forged.subarray(0, 46);
    createHash('sha256').update(fields).digest().copy(forged, fields.length, 0, 8);
    createHash('sha256')
      .update(forged.subarray(0, -checksumLength))
      .digest()
      .copy(forged, forged.length - checksumLength);
    expect(findDamage(forged)).toBeUndefined();
    expect(await openExport(forged, passphrase)).toEqual({ problem: 'wrongPassphrase' });
  });

  it.each([
    ['log2 N', 11, 30],
    ['log2 N that is still possible', 11, 20],
    ['r', 12, 16],
    ['p', 13, 4],
  ])('refuses a cost that would take a machine’s memory or time: %s', (_, place, value) => {
    const greedy = Buffer.from(file);
    greedy.writeUInt8(value, place);
    const fields = greedy.subarray(0, 46);
    createHash('sha256').update(fields).digest().copy(greedy, fields.length, 0, 8);
    createHash('sha256')
      .update(greedy.subarray(0, -checksumLength))
      .digest()
      .copy(greedy, greedy.length - checksumLength);
    expect(findDamage(greedy)).toBe('altered');
  });

  it('is distinguished from other files and from newer versions', () => {
    expect(findDamage(Buffer.from(''))).toBe('notAnExport');
    expect(findDamage(Buffer.from('{"version":1}'))).toBe('notAnExport');
    const newer = Buffer.from(file);
    newer.writeUInt8(2, 10);
    expect(findDamage(newer)).toBe('newerVersion');
  });
});
