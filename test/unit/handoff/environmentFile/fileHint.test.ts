import { describe, expect, it } from 'vitest';
import { findHint, type RecognizedSession } from '../../../../src/handoff/environmentFile/fileHint.ts';
import { fingerprint } from '../../../../src/handoff/session/fingerprint.ts';
import { readVariableNames } from '../../../../src/handoff/session/variableNames.ts';
import type { WrittenFile } from '../../../../src/handoff/session/writtenFiles.ts';

const account = { server: 'https://api.vrchat.cloud/api/1', userId: 'usr_1' };
const names = readVariableNames(undefined);
const address = `http://127.0.0.1:8980/${'k'.repeat(32)}/api/1`;
const stored = (cookie: string, kind: 'valid' | 'expired' = 'valid'): RecognizedSession => ({
  ...account,
  fingerprint: fingerprint(cookie),
  state: { kind, since: 0, checkedAt: 0 },
});
const wrote = (value: string, carries: WrittenFile['carries'] = 'cookies'): WrittenFile => ({
  uri: 'file:///.env',
  account,
  carries,
  names,
  fingerprint: fingerprint(value),
  follows: false,
});
const hint = (text: string, sessions: readonly RecognizedSession[] = [], written?: WrittenFile) =>
  findHint(text, names, { sessions, written });

describe('an open .env file', () => {
  it('is told apart by whether its session is the stored one, dead, replaced or unknown', () => {
    const text = 'A=1\r\n# mine\r\nVRCHAT_AUTH_COOKIE="authcookie_1"\r\n';
    expect(hint(text, [stored('authcookie_1')])).toMatchObject({ line: 2, kind: 'current', account });
    expect(hint(text, [stored('authcookie_1', 'expired')])).toMatchObject({ line: 2, kind: 'dead', account });
    expect(hint(text, [stored('authcookie_2')], wrote('authcookie_1'))).toMatchObject({ line: 2, kind: 'outdated', account });
    expect(hint(text, [stored('authcookie_2')])).toEqual({ line: 2, kind: 'unknown' });
    expect(hint(text, [], wrote('authcookie_1')), 'nothing here could replace it').toEqual({ line: 2, kind: 'unknown' });
  });

  it('with the gateway’s address names the account that it was written for', () => {
    const text = `VRCHAT_API_URL=${address}\n`;
    expect(hint(text, [], wrote(address, 'gateway'))).toEqual({ line: 0, kind: 'gateway', account });
    expect(hint(text)).toEqual({ line: 0, kind: 'gateway' });
  });

  it('without a session has no hint', () => {
    for (const text of [
      '',
      'VRCHAT_AUTH_COOKIE=\n',
      '# VRCHAT_AUTH_COOKIE=authcookie_1\n',
      'VRCHAT_AUTH_COOKIE=changeme\n',
      'VRCHAT_API_URL=https://api.vrchat.cloud/api/1\n',
      'OTHER=authcookie_1\n',
    ])
      expect(hint(text, [stored('authcookie_1')])).toBeUndefined();
  });

  it('counts with its last value, as its readers do', () => {
    const text = 'VRCHAT_AUTH_COOKIE=authcookie_2\nVRCHAT_AUTH_COOKIE=authcookie_1\n';
    expect(hint(text, [stored('authcookie_1')])).toMatchObject({ line: 1, kind: 'current' });
  });
});
