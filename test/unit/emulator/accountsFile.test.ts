import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { demoAccounts } from '../../../src/emulator/accountSeed.ts';
import { readAccountsFile } from '../../../src/emulator/accountsFile.ts';

const account = { username: 'one', email: 'one@example.org', password: 'secret', displayName: 'One', twoFactor: 'none' };
const other = { ...account, username: 'two', email: 'two@example.org' };
const withTotp = { ...account, twoFactor: 'totp' };

function fileWith(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'accounts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'accounts.json');
  writeFileSync(path, content);
  return path;
}

describe('reading an accounts file', () => {
  test.each([
    ['the demo accounts', demoAccounts],
    ['a lowercase secret', [{ ...withTotp, totpSecret: 'jbswy3dpehpk3pxp' }]],
    ['an authenticator app without a secret', [withTotp]],
    ['the optional fields', [{ ...account, emailVerified: false, usesGeneratedPassword: true, acceptedTOSVersion: 1 }]],
  ])('accepts %s', (_what, accounts) => {
    expect(readAccountsFile(fileWith(JSON.stringify(accounts)))).toEqual(accounts);
  });

  test.each([
    ['an object', account, 'Expected a JSON array of accounts'],
    ['an empty list', [], 'Add at least one'],
    ['a string', ['one'], 'account 1 must be an object'],
    ['an unknown field', [{ ...account, user: 'x' }], 'account 1 has an unknown field "user". Known fields: username, email'],
    ['an account without a password', [account, { ...other, password: undefined }], 'account 2 is missing the field "password"'],
    ['an empty name', [{ ...account, username: '' }], 'field "username": must not be empty'],
    ['a number as a name', [{ ...account, username: 5 }], 'field "username": must be a string'],
    ['an invalid email address', [{ ...account, email: 'one' }], 'field "email": must be an email address'],
    ['an unknown two-factor method', [{ ...account, twoFactor: 'sms' }], 'field "twoFactor": must be "totp", "email" or "none"'],
    ['a secret that is not base32', [{ ...withTotp, totpSecret: 'ABCDEFGH01234567' }], 'field "totpSecret": must be base32'],
    [
      'a recovery code with a dash',
      [{ ...withTotp, recoveryCodes: ['abcd-1234'] }],
      'field "recoveryCodes.0": must be 8 letters or digits',
    ],
    ['a secret without an app', [{ ...account, totpSecret: 'JBSWY3DPEHPK3PXP' }], 'require "twoFactor": "totp"'],
    ['a duplicate user name', [account, { ...other, username: 'ONE' }], 'account 2 has the same username or email as account 1: "one"'],
    [
      'a duplicate email address',
      [account, { ...other, email: 'One@Example.org' }],
      'account 2 has the same username or email as account 1',
    ],
    [
      'a taken address as name',
      [account, { ...other, username: 'one@example.org' }],
      'account 2 has the same username or email as account 1',
    ],
  ])('rejects %s', (_what, content, explanation) => {
    expect(() => readAccountsFile(fileWith(JSON.stringify(content)))).toThrow(explanation);
  });

  test('reports a file that is not JSON', () => {
    expect(() => readAccountsFile(fileWith('[{'))).toThrow(/accounts\.json is not JSON: /);
  });

  test('reports a missing file', () => {
    expect(() => readAccountsFile('/nowhere/accounts.json')).toThrow(
      'Cannot read the accounts file /nowhere/accounts.json. Check that it exists',
    );
  });
});
