#!/usr/bin/env node
// An executable that accepts the arguments of desktop VS Code that @vscode/test-electron uses, and runs the tests in the server build. The
// first `node` on the PATH of npm scripts is the one this repository brings.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTestsInHost } from './testRun.ts';

/** Desktop VS Code accepts `--user-data-dir DIR` and `--user-data-dir=DIR`. Unknown options are ignored. */
const { values, tokens } = parseArgs({
  strict: false,
  allowPositionals: true,
  tokens: true,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
  },
});

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

async function readSettings(): Promise<Record<string, unknown>> {
  const path = join(text(values['user-data-dir']), 'User', 'settings.json');
  const content = await readFile(path, 'utf8').catch(() => '{}');
  return JSON.parse(content) as Record<string, unknown>;
}

const development = values.extensionDevelopmentPath;
const folder = tokens.find((token) => token.kind === 'positional')?.value;

const outcome = await runTestsInHost({
  version: process.env.VSCODE_TEST_VERSION === 'floor' ? 'floor' : 'newest',
  settings: await readSettings(),
  development: Array.isArray(development) ? development.map(text) : [],
  tests: text(values.extensionTestsPath),
  ...(folder === undefined ? {} : { folder }),
  ...(process.env.VSCODE_TEST_DATA === undefined ? {} : { dataDir: process.env.VSCODE_TEST_DATA }),
  onOutput: (output) => void process.stdout.write(output),
});
if (outcome.result !== 'passed') {
  process.stderr.write(`${outcome.reason}\n`);
  process.exitCode = 1;
}
