// The test module that the extension host loads: runs the real one and reports to the launcher. VS Code itself reports "exit code 0" for a
// host that crashed, and mixes the tests' output with the workbench's.
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { format, inspect } from 'node:util';
import type { HostMessage } from './testRun.ts';

type TestModule = { run(): Promise<void> };

/** Called by VS Code. */
export async function run(): Promise<void> {
  const socket = connect(process.env.VSCODE_TEST_SOCKET ?? '');
  const send = (message: HostMessage): void => void socket.write(`${JSON.stringify(message)}\n`);
  const print = (...values: unknown[]): void => send({ output: `${format(...values)}\n` });
  // VS Code defines accessors here that ignore assignments.
  for (const method of ['log', 'info', 'warn', 'error', 'debug']) Object.defineProperty(console, method, { get: () => print });
  try {
    await (createRequire(import.meta.url)(process.env.VSCODE_TEST_MODULE ?? '') as TestModule).run();
    send({ result: 'passed' });
  } catch (error) {
    send({ result: 'failed', reason: inspect(error) });
    throw error;
  } finally {
    await new Promise<void>((resolve) => void socket.end(resolve));
  }
}
