import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEditor } from '../test/host/editorText.ts';
import { repositoryRoot } from '../test/host/repository.ts';
import { startVSCode } from '../test/host/vscodeServer.ts';
import { openWorkbench } from '../test/host/workbench.ts';
import type { WorkbenchWindow } from '../test/host/workbenchWindow.ts';
import { emptyExtension, marksExtension } from './benchExtensions.ts';
import { median } from './measure.ts';

/** The startup time of an extension in milliseconds; medians of several starts. */
export interface Activation {
  readonly extension: string;
  /** As in "Developer: Startup Performance": "Load Code", "Call Activate", "Finish Activate". */
  readonly load: number;
  readonly call: number;
  readonly finish: number;
  /** From the start to the end of its own loading, by VS Code's marks. */
  readonly loadAlone: number;
  /** `loadAlone`, `call` and `finish` together. */
  readonly own: number;
}

type Times = Omit<Activation, 'extension' | 'own'>;

const ours = 'vrchat-auth.vrchat-auth';
const ofVSCode = ['vscode.merge-conflict', 'vscode.github-authentication'];
const compared = [ours, emptyExtension.id, ...ofVSCode];

/** The installed extension of ours. */
const shipped = ['package.json', 'package.nls.json', 'media', 'dist'];

/**
 * Starts the newest VS Code several times, signed out, alternating between the extension and an empty one, and reads VS Code's numbers for
 * them and for its own extensions.
 *
 * The two are never installed at the same time. VS Code starts the clocks of all extensions that wait for `onStartupFinished` at once and
 * loads them one after the other, so that the "Load Code" of each includes those before it; when they alternate, both have the same ones
 * before them. The marks show the share of each extension.
 */
export async function measureActivation(starts: number): Promise<Activation[]> {
  const hosts = [
    await startWith(ours, async (folder) => {
      for (const part of shipped) await cp(join(repositoryRoot, part), join(folder, part), { recursive: true });
    }),
    await startWith(emptyExtension.id, (folder) => cp(emptyExtension.folder, folder, { recursive: true })),
  ];
  try {
    const all = new Map<string, Times[]>(compared.map((id) => [id, []]));
    for (let start = 0; start <= starts; start += 1) {
      for (const host of hosts) {
        const times = await host.start();
        // The first start fills caches.
        if (start > 0) for (const [extension, time] of times) all.get(extension)?.push(time);
      }
    }
    return [...all].map(([extension, list]) => {
      const of = (value: (times: Times) => number): number => median(list.map(value));
      return {
        extension,
        load: of(({ load }) => load),
        call: of(({ call }) => call),
        finish: of(({ finish }) => finish),
        loadAlone: of(({ loadAlone }) => loadAlone),
        own: of(({ loadAlone, call, finish }) => loadAlone + call + finish),
      };
    });
  } finally {
    for (const { stop } of hosts) await stop();
  }
}

/** A VS Code with one measured extension besides its own. */
async function startWith(id: string, install: (folder: string) => Promise<void>) {
  const dataDir = await mkdtemp(join(tmpdir(), 'vrchat-auth-bench-'));
  const marksFile = join(dataDir, 'marks.json');
  await install(join(dataDir, 'extensions', `${id}-0.0.1`));
  await cp(marksExtension.folder, join(dataDir, 'extensions', `${marksExtension.id}-1.0.0`), { recursive: true });
  const vscode = await startVSCode({
    version: 'newest',
    dataDir,
    settings: { 'vrchatAuth.server': 'http://127.0.0.1:9' },
    env: { BENCH_MARKS: marksFile },
  });
  const workbench = await openWorkbench(vscode);
  return {
    async start(): Promise<ReadonlyMap<string, Times>> {
      const window = await workbench.openWindow();
      const times = await readTable(window, [id, ...ofVSCode]);
      await window.runCommand('Write Startup Marks');
      await window.statusBarItem('Startup marks written.').locator.waitFor();
      await window.page.close();
      const marks = JSON.parse(await readFile(marksFile, 'utf8')) as readonly Mark[];
      return new Map([...times].map(([extension, time]) => [extension, { ...time, loadAlone: loadAlone(marks, extension) }]));
    },
    stop: async () => {
      await workbench.close();
      await vscode.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Milliseconds since the epoch. */
interface Mark {
  readonly name: string;
  readonly startTime: number;
}

function loadAlone(marks: readonly Mark[], extension: string): number {
  const at = (moment: 'will' | 'did'): number =>
    marks.find(({ name }) => name === `code/extHost/${moment}LoadExtensionCode/${extension}`)?.startTime ?? NaN;
  return at('did') - at('will');
}

/** The rows of the table "Extension Activation Stats", once complete: ID, eager, load code, call activate, finish activate. */
async function readTable(window: WorkbenchWindow, wanted: readonly string[]): Promise<ReadonlyMap<string, Omit<Times, 'loadAlone'>>> {
  const editor = window.page.locator('.editor-instance .monaco-editor').first();
  for (;;) {
    await window.runCommand('Developer: Startup Performance');
    await editor.locator('.view-line').first().waitFor();
    const rows = (await readEditor(window.page, editor)).split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    const times = new Map(
      rows
        .filter(([, id = '']) => wanted.includes(id))
        .map(([, id = '', , load, call, finish]) => [id, { load: Number(load), call: Number(call), finish: Number(finish) }]),
    );
    if (times.size === wanted.length) return times;
    await window.runCommand('View: Close Editor');
  }
}
