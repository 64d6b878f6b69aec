import { describe, expect, it } from 'vitest';
import {
  containsAny,
  containsContent,
  contentKind,
  contentState,
  identifyingValue,
  putContent,
  takeContent,
  type Content,
  type SessionEdit,
} from '../../../../src/handoff/environmentFile/sessionFile.ts';
import { fingerprint } from '../../../../src/handoff/session/fingerprint.ts';
import { readVariableNames } from '../../../../src/handoff/session/variableNames.ts';
import { secret } from '../../../../src/vrchat/secret.ts';

const key = 'k'.repeat(32);
const gateway: Content = {
  carries: 'gateway',
  addresses: { apiUrl: `http://127.0.0.1:8980/${key}/api/1`, pipelineUrl: `ws://127.0.0.1:8980/${key}/pipeline` },
};
const cookies = {
  carries: 'cookies',
  session: {
    server: 'https://api.vrchat.cloud/api/1',
    userId: 'usr_1',
    displayName: 'DevUser',
    auth: { value: secret('authcookie_1') },
    twoFactorAuth: { value: secret('eyJ.eyJ.x') },
  },
} as const satisfies Content;
const names = readVariableNames(undefined);
const text = (edit: SessionEdit): string => ('problem' in edit ? edit.problem : edit.content.toString());
const put = (
  file: string,
  content: Content,
  named = names,
  { path = '/bot/.env', earlierServer = 'https://api.vrchat.cloud/api/1' } = {},
): string => text(putContent(Buffer.from(file), { content, names: named, userAgent: 'MyBot/1.2 (me@my-site.org)', path, earlierServer }));
const take = (file: string, server: string | undefined = cookies.session.server): string =>
  text(takeContent(Buffer.from(file), names, server));
const contains = (file: string, content: Content, named = names): boolean =>
  containsContent(Buffer.from(file), {
    carries: content.carries,
    names: named,
    fingerprint: fingerprint(identifyingValue(content, named)),
  });

const withGateway = `A=1\nVRCHAT_USER_AGENT="MyBot/1.2 (me@my-site.org)"\nVRCHAT_API_URL=http://127.0.0.1:8980/${key}/api/1\nVRCHAT_PIPELINE_URL=ws://127.0.0.1:8980/${key}/pipeline\n`;
const withCookies =
  'A=1\nVRCHAT_USER_AGENT="MyBot/1.2 (me@my-site.org)"\nVRCHAT_AUTH_COOKIE=authcookie_1\nVRCHAT_TWO_FACTOR_AUTH=eyJ.eyJ.x\n' +
  'VRCHAT_API_URL=https://api.vrchat.cloud/api/1\nVRCHAT_PIPELINE_URL=wss://pipeline.vrchat.cloud\n';
const lines = (file: string): string[] => file.trim().split('\n').toSorted();

describe('a .env file', () => {
  it('gets the gateway’s addresses in place of a session, and a session in place of them', () => {
    expect(lines(put('A=1\n', gateway))).toEqual(lines(withGateway));
    expect(lines(put(withCookies, gateway))).toEqual(lines(withGateway));
    expect(lines(put(withGateway, cookies))).toEqual(lines(withCookies));
    expect(put(withGateway, gateway)).toBe(withGateway);
  });

  it('that another window has brought up to date is told from one that was changed by hand', () => {
    const [before, after] = ['authcookie_1', 'authcookie_2'];
    const written = { carries: 'cookies', names, fingerprint: fingerprint(before) } as const;
    const stateOf = (cookie: string) => contentState(Buffer.from(`VRCHAT_AUTH_COOKIE=${cookie}\n`), written, fingerprint(after));
    expect([before, after, 'authcookie_3', ''].map(stateOf)).toEqual(['asWritten', 'renewed', 'changed', 'changed']);
  });

  it('is said to have an address or a session removed, whichever it has', () => {
    expect(contentKind(Buffer.from(withGateway), names)).toBe('gateway');
    expect(contentKind(Buffer.from(withCookies), names)).toBe('cookies');
    expect(contentKind(Buffer.from(withGateway + withCookies), names)).toBe('cookies');
  });

  it('gets lines with export where direnv has a shell read it', () => {
    expect(lines(put('', cookies, names, { path: '/bot/.envrc' })).every((line) => line.startsWith('export VRCHAT_'))).toBe(true);
    expect(lines(put('source_up\nPATH_add bin\n', gateway, names, { path: '/bot/.envrc' })).slice(0, 2)).toEqual([
      'PATH_add bin',
      expect.stringMatching(/^export VRCHAT_API_URL=/),
    ]);
    for (const path of ['/bot/.envrc.local', '/bot/.envrc.private', '/bot/env.sh'])
      expect(lines(put('', cookies, names, { path })).every((line) => line.startsWith('export VRCHAT_'))).toBe(true);
    expect(put('', cookies, names, { path: '/bot/.envrc.md' })).not.toContain('export');
  });

  it('keeps an address of the user’s own where a session is written or removed', () => {
    const own = 'VRCHAT_API_URL=https://vrchat.example/api/1\n';
    expect(put(own, cookies)).toContain(own);
    expect(put(own, cookies), 'with events from elsewhere').not.toContain('pipeline');
    expect(take(`${own}VRCHAT_AUTH_COOKIE=authcookie_1\n`)).toBe(own);
    expect(containsAny(Buffer.from(own), names)).toBe(false);
  });

  it('names the server of its session, and of no earlier one', () => {
    const emulator = 'http://127.0.0.1:8978/api/1';
    const atEmulator = put('A=1\n', { ...cookies, session: { ...cookies.session, server: emulator } });
    expect(lines(atEmulator)).toEqual(
      expect.arrayContaining([`VRCHAT_API_URL=${emulator}`, 'VRCHAT_PIPELINE_URL=ws://127.0.0.1:8978/pipeline']),
    );
    expect(lines(put(atEmulator, cookies, names, { earlierServer: emulator }))).toEqual(lines(withCookies));
    expect(take(atEmulator, emulator)).toBe('A=1\n');
  });

  it('is emptied of either', () => {
    for (const file of [withGateway, withCookies]) {
      expect(containsAny(Buffer.from(file), names)).toBe(true);
      expect(take(file)).toBe('A=1\n');
    }
  });

  it('is recognized by what was written to it, under any names', () => {
    for (const named of [names, readVariableNames({ apiUrl: 'BASE' }), readVariableNames({ apiUrl: '' })]) {
      for (const [content, other] of [
        [gateway, cookies],
        [cookies, gateway],
      ] as const) {
        expect(contains(put('', content, named), content, named)).toBe(true);
        expect(contains(put('', other, named), content, named)).toBe(false);
      }
    }
    expect(contains(put('', gateway).replaceAll(key, 'o'.repeat(32)), gateway)).toBe(false);
  });
});
