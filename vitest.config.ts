import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** As in the bundles (scripts/build.ts), so that what is tested is what ships; for that tough-cookie has to be loaded by vitest itself. */
const noPublicSuffixList = { tldts: fileURLToPath(new URL('src/vrchat/noPublicSuffixes.ts', import.meta.url)) };

/** What tests need that start VS Codes and browsers. */
const windows = { maxWorkers: 2, testTimeout: 120_000, hookTimeout: 300_000, expect: { poll: { timeout: 20_000 } } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: noPublicSuffixList },
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // For what is stuck; on a busy machine a property with a hundred runs takes long.
          testTimeout: 60_000,
          // Most of the time the tests wait: for a server, for a pause to be over.
          maxWorkers: 4,
          // A process of its own for each file would take a third of the time.
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
          server: { deps: { inline: ['tough-cookie'] } },
        },
      },
      { test: { name: 'host', include: ['test/host/**/*.test.ts'], ...windows } },
      { test: { name: 'workbench', include: ['test/workbench/**/*.test.ts'], ...windows } },
    ],
  },
});
