import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startVSCode, tail, type VSCodeOptions } from './vscodeServer.ts';
import { openWorkbench } from './workbench.ts';

/** What the extension host reports, one JSON value per line. */
export type HostMessage = { readonly output: string } | TestOutcome;

/** A run of a test module in an extension host. */
export type TestRun = VSCodeOptions & {
  /** Folders of the extensions under test. */
  readonly development: readonly string[];
  /** The CommonJS module with `run()`. */
  readonly tests: string;
  /** The folder to open. */
  readonly folder?: string;
  /** A run without output for this long has failed, in milliseconds. */
  readonly silenceTimeoutMs?: number;
  readonly onOutput: (text: string) => void;
};

/** How a run ended: `failed` if a test failed, `broke` if the tests did not finish. */
export type TestOutcome = { readonly result: 'passed' } | { readonly result: 'failed' | 'broke'; readonly reason: string };

type Report = { readonly outcome: Promise<TestOutcome>; readonly socketPath: string; close(): Promise<void> };

/** Listens for the report of one extension host. The connection ends with the host, however it ends. */
async function listenForReport(silenceTimeoutMs: number, onOutput: (text: string) => void): Promise<Report> {
  const dir = await mkdtemp(join(tmpdir(), 'vscode-tests-'));
  const socketPath = process.platform === 'win32' ? `\\\\.\\pipe\\${dir.replaceAll(/\W/g, '-')}` : join(dir, 'socket');
  const { promise: outcome, resolve } = Promise.withResolvers<TestOutcome>();
  const silence = setTimeout(
    () => resolve({ result: 'broke', reason: `The extension host said nothing for ${silenceTimeoutMs / 1000} s.` }),
    silenceTimeoutMs,
  );
  const hear = (line: string): void => {
    silence.refresh();
    const message = JSON.parse(line) as HostMessage;
    if ('output' in message) onOutput(message.output);
    else resolve(message);
  };
  const server = createServer((socket: Socket) => {
    const lines = createInterface({ input: socket });
    lines.on('line', hear);
    lines.on('close', () => resolve({ result: 'broke', reason: 'The extension host ended before the tests did.' }));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((listening) => void server.listen(socketPath, listening));
  return {
    outcome,
    socketPath,
    close: async () => {
      clearTimeout(silence);
      server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Runs a test module in the extension host of a real VS Code. @returns how it ended */
export async function runTestsInHost(run: TestRun): Promise<TestOutcome> {
  const report = await listenForReport(run.silenceTimeoutMs ?? 120_000, run.onOutput);
  const env = { ...run.env, VSCODE_TEST_SOCKET: report.socketPath, VSCODE_TEST_MODULE: run.tests };
  try {
    const server = await startVSCode({ ...run, env });
    try {
      const workbench = await openWorkbench(server);
      try {
        const opened = workbench.openWindow({
          development: run.development,
          tests: fileURLToPath(import.meta.resolve('./runInHost.ts')),
          ...(run.folder === undefined ? {} : { folder: run.folder }),
        });
        // It can end before the window has loaded.
        opened.catch(() => undefined);
        const crashed = server.crashed.then((): TestOutcome => ({ result: 'broke', reason: "VS Code's server ended." }));
        const outcome = await Promise.race([report.outcome, crashed]);
        return outcome.result === 'broke' ? { ...outcome, reason: `${outcome.reason}\n${tail(server.log())}` } : outcome;
      } finally {
        await workbench.close();
      }
    } finally {
      await server.stop();
    }
  } finally {
    await report.close();
  }
}
