import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { runExtensionTests } from '../test/host/runExtensionTests.ts';
import { emptyExtension } from './benchExtensions.ts';
import type { ProbedGateway } from './gatewayProbe.ts';

/** Starts a gateway inside the extension host of the newest VS Code. */
export async function startGatewayInHost(server: string): Promise<ProbedGateway & { readonly end: () => Promise<void> }> {
  const temporary = await mkdtemp(join(tmpdir(), 'vrchat-auth-bench-'));
  const probe = join(temporary, 'gatewayProbe.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'gatewayProbe.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: probe,
    external: ['vscode'],
  });
  const results = join(temporary, 'results.json');
  const running = runExtensionTests({
    version: 'newest',
    extensionDevelopmentPath: emptyExtension.folder,
    extensionTestsPath: probe,
    env: { BENCH_RESULTS: results, BENCH_SERVER: server },
  });
  let text = '';
  while (text === '') {
    text = await Promise.race([readFile(results, 'utf8').catch(() => ''), running.then(() => Promise.reject(new Error('VS Code ended.')))]);
    await delay(100);
  }
  const probed = JSON.parse(text) as ProbedGateway;
  return {
    ...probed,
    end: async () => {
      await fetch(`${probed.control}/end`);
      await running;
      await rm(temporary, { recursive: true, force: true });
    },
  };
}
