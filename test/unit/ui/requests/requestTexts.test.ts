import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curlCommand } from '../../../../src/ui/requests/curlCommand.ts';
import { shortIds } from '../../../../src/ui/requests/shortIds.ts';
import { propertyRuns } from '../../propertyRuns.ts';

describe('in privacy mode a path', () => {
  it.each([
    ['/users/usr_4a91df28-f12c-4c0d-9b5e-000000000001', '/users/usr_4a91…'],
    ['/user/usr_4a91df28-f12c-4c0d-9b5e-000000000001/friendStatus', '/user/usr_4a91…/friendStatus'],
    ['/worlds/wrld_ba913a96-fac4-4048-a062-9aa5db092812', '/worlds/wrld_ba91…'],
    ['/users/8JoV9XEdpo', '/users/8J…'],
    ['/auth/user/notifications', '/auth/user/notifications'],
    ['/config', '/config'],
  ])('%s is shown as %s', (path, shown) => {
    expect(shortIds(path)).toBe(shown);
  });

  it('holds no instance’s owner', () => {
    const path = '/instances/wrld_ba913a96-fac4-4048-a062-9aa5db092812:12345~private(usr_4a91df28-f12c-4c0d-9b5e-000000000001)~region(eu)';
    expect(shortIds(path)).toBe('/instances/wrld_ba91…:12345~private(usr_4a91…)~region(eu)');
  });
});

describe('a request copied as curl', () => {
  const apiUrl = 'http://127.0.0.1:8980/0123456789abcdef/api/1';

  it('is one command', () => {
    expect(curlCommand(apiUrl, { method: 'GET', path: '/auth/user' })).toMatch(
      /^curl(?:\.exe)? -X GET "http:\/\/127\.0\.0\.1:8980\/0123456789abcdef\/api\/1\/auth\/user"$/,
    );
  });

  it('runs nothing of what a program wrote into its path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        const command = curlCommand(apiUrl, { method: 'GET', path: `/users/${text.toWellFormed()}` });
        expect(command).toMatch(/^[^"]+"[A-Za-z0-9:/._~%()@,;=+-]*"$/);
      }),
      { numRuns: propertyRuns },
    );
    const nasty = curlCommand(apiUrl, { method: 'GET; id', path: '/a"$(id)`id`!id%PATH%\n&id|id' });
    const words = execFileSync('bash', ['-c', `set -- ${nasty}; printf '%s\\n' "$#" "$3"`], { encoding: 'utf8' }).split('\n');
    expect(words).toEqual(['4', 'GET', '']);
  });
});
