import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { shippedBundles } from '../../../scripts/bundles.ts';

const budget = 30 * 1024;

test('keeps the activation bundle small', async () => {
  const [activation] = shippedBundles;
  const { metafile } = await build({ ...activation, write: false, metafile: true });
  const { bytes = Infinity, inputs = {} } = metafile.outputs['dist/extension.cjs'] ?? {};
  const largest = Object.entries(inputs)
    .map(([file, { bytesInOutput }]) => `${bytesInOutput} ${file}`)
    .sort((a, b) => parseInt(b) - parseInt(a))
    .slice(0, 12)
    .join('\n');
  expect(
    bytes,
    `dist/extension.cjs has ${bytes} bytes. What only some windows need belongs behind an import(), in a bundle of its own \
(scripts/bundles.ts). The largest parts:\n${largest}\n`,
  ).toBeLessThanOrEqual(budget);
});

test('bundles no copy of the VS Code API', async () => {
  const built = await Promise.all(shippedBundles.map((options) => build({ ...options, write: false })));
  const takers = built.flatMap(({ outputFiles }) => outputFiles).filter(({ text }) => text.includes('("vscode")'));
  expect(takers.length).toBeGreaterThan(3);
  // `require` itself, or what stands for it in a part that bundles share.
  const copied = /\((?:require|\(0,[\w$.]+\))\("vscode"\)/;
  expect(takers.filter(({ text }) => copied.test(text)).map(({ path }) => path)).toEqual([]);
});
