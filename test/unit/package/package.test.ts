import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { thirdPartyNotices } from '../../../scripts/thirdPartyNotices.ts';
import { findExtensionPackage } from '../../host/packageExtension.ts';
import { zipEntries, type ZipEntry } from './zipEntries.ts';

const isPicture = ({ name }: ZipEntry): boolean => /\.(?:png|svg|gif)$/.test(name);
const bytes = (entries: readonly ZipEntry[]): number => entries.reduce((sum, { packed }) => sum + packed, 0);

describe('npm run package', () => {
  let output: string;
  let entries: readonly ZipEntry[];

  beforeAll(() => {
    const extension = findExtensionPackage();
    output = extension.output;
    entries = zipEntries(readFileSync(extension.path));
    return extension.remove;
  }, 300_000);

  it('prints no warning', () => {
    expect(output).toContain('DONE');
    expect(output).not.toMatch(/ (?:WARNING|ERROR) /);
  });

  it('contains the needed files and nothing else', () => {
    const translation = /^(?:package\.nls|l10n\/bundle\.l10n)\.[\w-]+\.json$/;
    const partOfBundles = /^dist\/shared-\w{8}\.cjs$/;
    const names = entries.map(({ name }) => name.replace('extension/', ''));
    expect(names.filter((name) => !translation.test(name) && !partOfBundles.test(name)).toSorted()).toEqual([
      'LICENSE.txt',
      'THIRD-PARTY-NOTICES.txt',
      '[Content_Types].xml',
      'changelog.md',
      'dist/accounts.cjs',
      'dist/authentication.cjs',
      'dist/clipboard.cjs',
      'dist/display.cjs',
      'dist/extension.cjs',
      'dist/grantedAccess.cjs',
      'dist/handoff.cjs',
      'dist/localEmulator.cjs',
      'dist/online.cjs',
      'dist/sessionGateway.cjs',
      'dist/shared.cjs',
      'dist/unexpected.cjs',
      'extension.vsixmanifest',
      'media/icon.png',
      'media/vrchat-auth.svg',
      'media/vrchat-auth.woff',
      'media/walkthrough/handOff.svg',
      'media/walkthrough/knowState.svg',
      'media/walkthrough/secondFactor.svg',
      'media/walkthrough/signIn.svg',
      'package.json',
      'package.nls.json',
      'readme.md',
      'samples/gitignore',
      'samples/javascript/.vscode/launch.json',
      'samples/javascript/README.md',
      'samples/javascript/bot.mjs',
      'samples/javascript/package.json',
      'samples/javascript/sdk.mjs',
      'samples/python/.vscode/launch.json',
      'samples/python/README.md',
      'samples/python/bot.py',
    ]);
  });

  it('holds nothing that looks like a cookie of VRChat', () => {
    const cookie = /(?:authcookie|twofactorauth)_?[^\s"'`]{0,3}[0-9a-f]{8}-[0-9a-f]{4}-|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./i;
    expect('auth=authcookie_0f8fad5b-d9cb-469f-a165-70867728950e').toMatch(cookie);
    expect(entries.filter((entry) => cookie.test(entry.content().toString('latin1'))).map(({ name }) => name)).toEqual([]);
    expect(entries.map(({ content }) => content().byteLength)).not.toContain(0);
  });

  it('stays small: 265 KB, 102 KB in other languages, and 25 KB of pictures', () => {
    const isTranslation = ({ name }: ZipEntry): boolean => /\.nls\.[\w-]+\.json$|bundle\.l10n\.[\w-]+\.json$/.test(name);
    const texts = entries.filter((entry) => !isPicture(entry));
    expect(bytes(texts.filter((entry) => !isTranslation(entry)))).toBeLessThanOrEqual(265_000);
    expect(bytes(texts.filter(isTranslation))).toBeLessThanOrEqual(102_000);
    expect(bytes(entries.filter(isPicture))).toBeLessThanOrEqual(25_000);
  });
});

it('THIRD-PARTY-NOTICES.txt names the bundled packages; update it with `npm run notices`', async () => {
  expect(readFileSync('THIRD-PARTY-NOTICES.txt', 'utf8')).toBe(await thirdPartyNotices());
});
