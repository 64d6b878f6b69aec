import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEditor } from '../test/host/editorText.ts';
import { repositoryRoot } from '../test/host/repository.ts';
import { startVSCode } from '../test/host/vscodeServer.ts';
import { openWorkbench } from '../test/host/workbench.ts';
import type { WorkbenchWindow } from '../test/host/workbenchWindow.ts';
import { emptyExtension } from './emptyExtension.ts';
import { median } from './measure.ts';

/** What VS Code itself says of an extension's start, in milliseconds; medians of several starts. */
export interface Activation {
  readonly extension: string;
  readonly load: number;
  readonly call: number;
  readonly finish: number;
  readonly total: number;
}

type Times = readonly [load: number, call: number, finish: number];

const compared = ['vrchat-auth.vrchat-auth', emptyExtension.id, 'vscode.merge-conflict', 'vscode.github-authentication'];

/**
 * Starts the newest VS Code several times, signed out, with the extension and an empty one installed, and reads what "Developer: Startup
 * Performance" says of them and of VS Code's own.
 */
export async function measureActivation(starts: number): Promise<Activation[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vrchat-auth-bench-'));
  const installed = join(dataDir, 'extensions');
  for (const part of ['package.json', 'package.nls.json', 'media', 'dist']) {
    await cp(join(repositoryRoot, part), join(installed, 'vrchat-auth.vrchat-auth-0.0.1', part), { recursive: true });
  }
  await cp(emptyExtension.folder, join(installed, `${emptyExtension.id}-1.0.0`), { recursive: true });
  const vscode = await startVSCode({ version: 'newest', dataDir, settings: { 'vrchatAuth.server': 'http://127.0.0.1:9' } });
  try {
    const workbench = await openWorkbench(vscode);
    const all = new Map<string, Times[]>(compared.map((id) => [id, []]));
    for (let start = 0; start <= starts; start += 1) {
      const window = await workbench.openWindow();
      const times = await readStartupTimes(window);
      // The first start fills caches.
      if (start > 0) for (const [id, list] of all) list.push(times.get(id) ?? [NaN, NaN, NaN]);
      await window.page.close();
    }
    await workbench.close();
    return [...all].map(([extension, list]) => ({
      extension,
      load: median(list.map(([load]) => load)),
      call: median(list.map(([, call]) => call)),
      finish: median(list.map(([, , finish]) => finish)),
      total: median(list.map(([load, call, finish]) => load + call + finish)),
    }));
  } finally {
    await vscode.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The rows of the table "Extension Activation Stats": id, eager, load code, call activate, finish activate. */
async function readStartupTimes(window: WorkbenchWindow): Promise<ReadonlyMap<string, Times>> {
  await window.statusBarItem('vrchatAuth.status').waitForText('Sign In');
  await window.runCommand('Developer: Startup Performance');
  const editor = window.page.locator('.editor-instance .monaco-editor').first();
  await editor.locator('.view-line').first().waitFor();
  const rows = (await readEditor(window.page, editor)).split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  return new Map(rows.filter(([, id = '']) => compared.includes(id))
    .map(([, id = '', , load, call, finish]) => [id, [Number(load), Number(call), Number(finish)]]));
}
