import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** As in the bundles (scripts/build.ts), so that tests run the shipped code; for that, vitest must load tough-cookie itself. */
const noPublicSuffixList = { tldts: fileURLToPath(new URL('src/vrchat/noPublicSuffixes.ts', import.meta.url)) };

/** Options of tests that start VS Code and browsers. */
const windows = {
  globalSetup: 'test/host/globalSetup.ts',
  maxWorkers: 2,
  testTimeout: 120_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 20_000 } },
};

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: noPublicSuffixList },
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // Only for stuck tests; a property with a hundred runs takes long on a busy machine.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 20_000 } },
          // The tests mostly wait for servers and timers.
          maxWorkers: 4,
          // A process per file would cost a third of the time.
          isolate: false,
          server: { deps: { inline: ['tough-cookie'] } },
        },
      },
      {
        resolve: { alias: noPublicSuffixList },
        test: {
          name: 'interop',
          include: ['test/interop/**/*.test.ts'],
          testTimeout: 60_000,
          expect: { poll: { timeout: 20_000 } },
          server: { deps: { inline: ['tough-cookie'] } },
        },
      },
      { test: { name: 'host', include: ['test/host/**/*.test.ts'], ...windows } },
      {
        test: {
          name: 'nightly',
          include: ['test/nightly/**/*.test.ts', 'test/workbench/{account,consent,debugging,emulator,gateway}.test.ts'],
          env: { EVERY_CASE: 'true' },
          ...windows,
        },
      },
      { test: { name: 'workbench', include: ['test/workbench/**/*.test.ts'], ...windows } },
    ],
  },
});
