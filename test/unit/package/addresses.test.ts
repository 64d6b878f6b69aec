import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { shippedBundles } from '../../../scripts/bundles.ts';

/** Where requests of the extension go. */
const requested: readonly RegExp[] = [
  // VRChat itself. Tests and users set another address with `vrchatAuth.server`.
  /^https:\/\/api\.vrchat\.cloud(?:\/|$)/,
  /^wss:\/\/pipeline\.vrchat\.cloud(?:\/|$)/,
  // This machine: the emulator and the gateway.
  /^(?:http|ws):\/\/(?:127\.0\.0\.\d|localhost)(?:[:/$]|$)/,
];

/** Pages that open in the browser when the user asks for them. */
const opened: readonly RegExp[] = [
  /^https:\/\/vrchat\.com(?:\/|$)/,
  /^https:\/\/status\.vrchat\.com$/,
  /^https:\/\/code\.visualstudio\.com\/docs\//,
  /^https:\/\/github\.com\/vrchat-auth\/vscode-vrchat-auth\/blob\/main\/docs\//,
  /^https:\/\/marketplace\.visualstudio\.com\/items\?itemName=vrchat-auth\.vrchat-auth$/,
];

/** No addresses of anything: names of formats, words of libraries' messages, a name that never resolves. */
const names: readonly RegExp[] = [
  /^http:\/\/www\.w3\.org\/2000\/svg$/,
  /^https:\/\/github\.com\/sindresorhus\/ky#baseurl$/,
  /^https:\/\/empty\.invalid$/,
];

test('no bundle names an address of anybody but VRChat: there is no telemetry', async () => {
  const built = await Promise.all(shippedBundles.map((options) => build({ ...options, write: false })));
  const files = built.flatMap(({ outputFiles }) => outputFiles);
  const addresses = files.flatMap(({ text }) => text.match(/\b(?:https?|wss?):\/\/\w[^\s"'`\\<>),]*/g) ?? []);
  expect(addresses.length).toBeGreaterThan(10);
  expect(addresses.filter((address) => ![...requested, ...opened, ...names].some((known) => known.test(address)))).toEqual([]);
});

test('no bundle brings a library that reports usage', async () => {
  const built = await Promise.all(shippedBundles.map((options) => build({ ...options, write: false, metafile: true })));
  const files = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => /telemetry|analytics|sentry|applicationinsights|posthog/i.test(file))).toEqual([]);
});
