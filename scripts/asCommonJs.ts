import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { build, transform, type Metafile, type OutputFile, type Plugin, type TransformOptions } from 'esbuild';

/** Larger parts stay files of their own, so that a window loads only those it uses. */
const smallPartBytes = 8 * 1024;
const smallParts = 'shared.cjs';

/**
 * Writes the output as CommonJS. esbuild can put what several bundles use into files of its own (`splitting`), but only as ES modules, and
 * VS Code loads a CommonJS extension, whose `require('vscode')` costs nothing. There are dozens of such parts, most of a few hundred bytes;
 * as each file costs twice that, the small ones become one file.
 */
export const asCommonJs: Plugin = {
  name: 'as CommonJS',
  setup(bundle) {
    const { initialOptions } = bundle;
    const isWritten = initialOptions.write !== false;
    Object.assign(initialOptions, { write: false, metafile: true });
    const { minify = false, target, sourcemap } = initialOptions;
    const output: OutputOptions = {
      format: 'cjs',
      platform: 'node',
      charset: 'utf8',
      minify,
      ...(target === undefined ? {} : { target }),
      ...(sourcemap === undefined ? {} : { sourcemap: 'inline' }),
    };
    bundle.onEnd(async (result) => {
      if (!result.metafile || !result.outputFiles) return;
      const small = findSmallParts(result.metafile);
      const parts = result.outputFiles.filter((file) => small.has(nameOf(file)));
      const exported = new Map(parts.map((file, index) => [nameOf(file), `part${index}`]));
      const files = [...(await joinParts(parts, exported, output)), ...result.outputFiles.filter((file) => !small.has(nameOf(file)))];
      for (const file of files) {
        const { code } = nameOf(file) === smallParts ? { code: file.text } : await transform(file.text, output);
        file.contents = Buffer.from(
          code.replace(/require\("\.\/(shared-\w+\.cjs)"\)/g, (call, part: string) => {
            const name = exported.get(part);
            return name === undefined ? call : `require("./${smallParts}").${name}`;
          }),
        );
        if (!isWritten) continue;
        await mkdir(dirname(file.path), { recursive: true });
        await writeFile(file.path, file.contents);
      }
      result.outputFiles = files;
    });
  },
};

/** Options of a transformation and of a build alike. */
type OutputOptions = Pick<TransformOptions, 'format' | 'platform' | 'charset' | 'minify' | 'target'> & { readonly sourcemap?: 'inline' };

const nameOf = ({ path }: Pick<OutputFile, 'path'>): string => basename(path);

/** The small parts that need no large one: they are complete before anything else is loaded. */
function findSmallParts({ outputs }: Metafile): ReadonlySet<string> {
  const parts = new Map(
    Object.entries(outputs).flatMap(([path, { entryPoint, bytes, imports }]) =>
      entryPoint === undefined && bytes < smallPartBytes
        ? [
            [
              basename(path),
              imports.filter(({ kind, external }) => kind === 'import-statement' && !external).map((used) => basename(used.path)),
            ],
          ]
        : [],
    ),
  );
  for (let count = -1; count !== parts.size;) {
    count = parts.size;
    for (const [name, used] of parts) if (used.some((part) => !parts.has(part))) parts.delete(name);
  }
  return new Set(parts.keys());
}

/** One file whose exports are the parts. */
async function joinParts(
  parts: readonly OutputFile[],
  exported: ReadonlyMap<string, string>,
  output: OutputOptions,
): Promise<OutputFile[]> {
  const [first] = parts;
  if (!first) return [];
  const folder = dirname(first.path);
  const { outputFiles } = await build({
    ...output,
    bundle: true,
    write: false,
    legalComments: 'none',
    external: ['vscode'],
    stdin: {
      contents: [...exported].map(([part, name]) => `export * as ${name} from './${part}';`).join('\n'),
      resolveDir: folder,
    },
    outfile: resolve(folder, smallParts),
    plugins: [
      {
        name: 'parts in memory',
        setup(joined) {
          joined.onResolve({ filter: /^\.\/shared-/ }, ({ path }) => ({ path: basename(path), namespace: 'part' }));
          joined.onResolve({ filter: /^\.\// }, ({ path }) => ({ path, external: true }));
          joined.onLoad({ filter: /./, namespace: 'part' }, ({ path }) => ({
            contents: parts.find((part) => nameOf(part) === path)?.text ?? '',
            loader: 'js',
          }));
        },
      },
    ],
  });
  return outputFiles;
}
