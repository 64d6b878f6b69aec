import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);
const page = readFileSync('docs/gateway.md', 'utf8');

/** A program from docs/gateway.md, with a gateway's addresses in its environment. */
export interface DocumentedExample {
  /** Runs it to its end. @returns what it printed */
  readonly output: () => Promise<string>;
  /** Starts it. @returns what it has printed so far */
  readonly start: () => () => string;
}

/**
 * Takes a program from docs/gateway.md and writes it to a folder of its own.
 *
 * @param heading - above it
 * @param command - that runs a file
 * @param more - code to put below it
 */
export async function documentedExample(
  heading: string,
  command: string,
  stage: { readonly api: string; readonly pipelineUrl: string },
  more = '',
): Promise<DocumentedExample> {
  const section = page.split(/^### /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const [, language = '', code] = /```(\w+)\n([^]*?)```/.exec(section) ?? [];
  if (code === undefined) throw new Error(`docs/gateway.md has no example “${heading}”.`);
  // Inside the repository, so that the example finds the package it imports.
  const folder = await mkdtemp(join(process.cwd(), 'node_modules', '.example-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, `example.${language === 'js' ? 'mjs' : language}`);
  await writeFile(file, code + more);
  const environment = { ...process.env, VRCHAT_API_URL: stage.api, VRCHAT_PIPELINE_URL: stage.pipelineUrl };
  return {
    output: async () => (await run(command, [file], { env: environment })).stdout.trim(),
    start: () => {
      const child = spawn(command, [file], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
      onTestFinished(() => {
        child.kill('SIGKILL');
      });
      let printed = '';
      child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
      child.on('exit', (status) => (printed += `ended with ${status}`));
      return () => printed;
    },
  };
}
