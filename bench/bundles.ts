import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { extensionEntries } from '../scripts/bundles.ts';
import { median, round2 } from './measure.ts';

/** A stand-in for the VS Code API, which only exists inside VS Code: every property, call and new object is another stand-in. */
const vscodeStandIn = `
const standIn = new Proxy(function () {}, {
  get: (target, name) => (name in target ? target[name] : standIn),
  apply: () => standIn,
  construct: () => standIn,
});
module.exports = Object.create(standIn);
`;

/** The cost of a bundle: its size, and its loading time in a new process. */
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

/** @param modules - the folder with the stand-in for the VS Code API */
function measureBundle(file: string, processes: number, modules: string): BundleCost {
  const script = `require('vscode'); const start = performance.now(); require(${JSON.stringify(resolve(file))}); console.log(performance.now() - start);`;
  const times = Array.from({ length: processes }, () =>
    Number(execFileSync(process.execPath, ['-e', script], { env: { ...process.env, NODE_PATH: modules }, encoding: 'utf8' })),
  );
  return { file, bytes: statSync(file).size, loadMs: round2(median(times)) };
}
