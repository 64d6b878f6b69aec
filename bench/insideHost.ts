import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repositoryRoot } from '../test/host/repository.ts';
import { runExtensionTests } from '../test/host/runExtensionTests.ts';
import { emptyExtension } from './benchExtensions.ts';
import type { HostFigures, TreeTimes } from './hostProbe.ts';
import { median, round2 } from './measure.ts';

/** The memory of an idle extension, and the time for a tree of many accounts, in the newest VS Code. */
export interface InsideHost {
  /** Kilobytes of heap: of the extension, signed out, and of an empty one. */
  readonly heap: { readonly ours: number; readonly empty: number };
  readonly tree: readonly (TreeTimes & { readonly toOne: number })[];
}

/** Measures inside extension hosts, one after the other: each has one of the two extensions, activated by the test. */
export async function measureInsideHost(rounds: number): Promise<InsideHost> {
  const temporary = await mkdtemp(join(tmpdir(), 'vrchat-auth-bench-'));
  try {
    const probe = join(temporary, 'hostProbe.cjs');
    await build({
      entryPoints: [join(import.meta.dirname, 'hostProbe.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: probe,
      external: ['vscode'],
    });
    const ours = await sleeping(repositoryRoot, ['package.nls.json', 'media', 'dist'], join(temporary, 'ours'));
    const empty = await sleeping(emptyExtension.folder, ['extension.cjs'], join(temporary, 'empty'));
    const results = join(temporary, 'results.json');
    const ask = async (folder: string, id: string): Promise<HostFigures> => {
      await runExtensionTests({
        version: 'newest',
        extensionDevelopmentPath: folder,
        extensionTestsPath: probe,
        settings: { 'vrchatAuth.server': 'http://127.0.0.1:9' },
        env: { BENCH_RESULTS: results, BENCH_EXTENSION: id },
      });
      return JSON.parse(await readFile(results, 'utf8')) as HostFigures;
    };
    const withOurs: HostFigures[] = [];
    const withEmpty: HostFigures[] = [];
    for (let round = 0; round < rounds; round += 1) {
      withOurs.push(await ask(ours, 'vrchat-auth.vrchat-auth'));
      withEmpty.push(await ask(empty, emptyExtension.id));
    }
    const all = [...withOurs, ...withEmpty];
    const heapOf = (figures: readonly HostFigures[]): number => Math.round(median(figures.map(({ heap }) => heap)) / 1024);
    const tree = (all[0]?.tree ?? []).map((times, index) => {
      const middle = (read: (place: TreeTimes, figures: HostFigures) => number): number =>
        round2(median(all.map((figures) => read(figures.tree[index] ?? times, figures))));
      return {
        ...times,
        milliseconds: middle(({ milliseconds }) => milliseconds),
        changeMs: middle(({ changeMs }) => changeMs),
        toOne: middle(({ milliseconds }, figures) => milliseconds / (figures.tree[0]?.milliseconds ?? NaN)),
      };
    });
    return { heap: { ours: heapOf(withOurs), empty: heapOf(withEmpty) }, tree };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** A copy of an extension without its own activation events. */
async function sleeping(from: string, parts: readonly string[], to: string): Promise<string> {
  await mkdir(to);
  for (const part of parts) await cp(join(from, part), join(to, part), { recursive: true });
  const manifest = JSON.parse(await readFile(join(from, 'package.json'), 'utf8')) as object;
  await writeFile(join(to, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [] }));
  return to;
}
