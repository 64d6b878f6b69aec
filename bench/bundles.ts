import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { extensionEntries } from '../scripts/bundles.ts';
import { median, round2 } from './measure.ts';

/** Stands in for VS Code, which only exists in its own process: every property is there, and is one more of it. */
const vscodeStandIn = `
const standIn = new Proxy(class {}, { get: (target, name) => (name in target ? target[name] : standIn) });
module.exports = Object.create(standIn);
`;

/** What a bundle costs: its size, and the time until it is loaded in a process that has just started. */
export interface BundleCost {
  readonly file: string;
  readonly bytes: number;
  readonly loadMs: number;
}

export function measureBundles(processes: number): BundleCost[] {
  execFileSync(process.execPath, ['scripts/build.ts'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const folder = mkdtempSync(join(tmpdir(), 'vrchat-auth-bench-'));
  try {
    mkdirSync(join(folder, 'vscode'));
    writeFileSync(join(folder, 'vscode', 'index.js'), vscodeStandIn);
    return Object.keys(extensionEntries).map((name) => measureBundle(`dist/${name}.cjs`, processes, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param modules - the folder with what stands in for VS Code */
function measureBundle(file: string, processes: number, modules: string): BundleCost {
  const script = `require('vscode'); const start = performance.now(); require(${JSON.stringify(resolve(file))}); console.log(performance.now() - start);`;
  const times = Array.from({ length: processes }, () =>
    Number(execFileSync(process.execPath, ['-e', script], { env: { ...process.env, NODE_PATH: modules }, encoding: 'utf8' })),
  );
  return { file, bytes: statSync(file).size, loadMs: round2(median(times)) };
}
