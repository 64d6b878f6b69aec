import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { shippedBundles } from './bundles.ts';

interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

/** The folder of the innermost package that contains a bundled file. */
function packageFolder(file: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license: string;
  };
  const file = readdirSync(folder).find((candidate) => /^licen[cs]e(?:\.\w+)?$/i.test(candidate));
  if (file === undefined) throw new Error(`${name} is bundled and has no licence text.`);
  return { name, version, license, text: readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim() };
}

/**
 * The notices of the packages whose code is in the bundles: name, version and license.
 *
 * @param title - what contains them
 * @param bundles - the packaged ones by default
 * @throws Error if one of them has no license text
 */
export async function thirdPartyNotices(
  title = 'VRChat Auth (Unofficial)',
  bundles: readonly BuildOptions[] = shippedBundles,
): Promise<string> {
  const built = await Promise.all(bundles.map((options) => build({ ...options, metafile: true, write: false })));
  const files = built
    .flatMap(({ metafile }) => Object.values(metafile.outputs))
    .flatMap(({ inputs }) =>
      Object.entries(inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .map(([file]) => file),
    );
  const folders = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  const packages = [...folders].map(readPackage).toSorted((a, b) => a.name.localeCompare(b.name));
  const rule = '-'.repeat(80);
  return [
    `${title} contains code of these packages:\n`,
    ...packages.map(({ name, version, license }) => `  ${name} ${version} (${license})`),
    ...packages.map(({ name, version, text }) => `\n${rule}\n${name} ${version}\n\n${text}`),
    '',
  ].join('\n');
}
