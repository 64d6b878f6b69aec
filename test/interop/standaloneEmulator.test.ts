import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const documentation = readFileSync('docs/emulator.md', 'utf8');
const block = (language: string): string => new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(documentation)?.[1] ?? '';

/** What the workflow runs, one text per step. */
function steps(workflow: string): string[] {
  return [...workflow.matchAll(/^( +)(?:- )?run: (?:\|\n((?:\1  .*\n)+)|(.*)\n)/gm)].map(([, , script, line]) => script ?? line ?? '');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

it('the workflow and the tests of the documentation pass with the emulator as one file, in an otherwise empty folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-in-ci-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await promisify(execFile)(process.execPath, ['scripts/buildEmulator.ts', folder]);
  writeFileSync(join(folder, 'test_bot.py'), block('python'));

  const port = String(await freePort());
  const workflow = block('yaml').replaceAll('4010', port);
  const [install, ...commands] = steps(workflow);
  expect(install).toBe('pip install pytest');
  expect(commands).toHaveLength(2);
  // The workflow's machine has Node.js of its own, not the one of this repository.
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  const environment = { ...process.env, PATH: path.join(delimiter), VRCHAT_API_URL: `http://127.0.0.1:${port}/api/1` };
  // As GitHub Actions does, except that all steps share a shell, and that what runs in the background ends with it.
  const script = ["trap 'kill $(jobs -p)' EXIT", ...commands].join('\n');
  const shell = spawn('bash', ['-e', '-c', script], { cwd: folder, env: environment });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(shell, 'close')) as [number | null];
  expect(output).toContain('3 passed');
  expect(code, output).toBe(0);
});
