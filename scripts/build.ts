import { rmSync } from 'node:fs';
import { build as bundle, context } from 'esbuild';
import { shippedBundles, testBundles } from './bundles.ts';

/**
 * Builds the bundles into dist/.
 *
 *   node scripts/build.ts [--watch] [--development]
 */
const watch = process.argv.includes('--watch');
const development = watch || process.argv.includes('--development');

const bundles = [
  ...shippedBundles.map((options) => (development ? { ...options, minify: false, sourcemap: 'inline' as const } : options)),
  testBundles,
];

// Bundles of an earlier version must not be packaged.
rmSync('dist', { recursive: true, force: true });

if (watch) {
  for (const options of bundles) await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  await Promise.all(bundles.map((options) => bundle(options)));
}
