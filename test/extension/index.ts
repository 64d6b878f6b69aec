import { writeFileSync } from 'node:fs';
import * as mochaModule from 'mocha';
import { authenticationSessions } from './authenticationSessions.ts';
import { commandsFromAnybody } from './commandsFromAnybody.ts';
import { accountsTree } from './accountsTree.ts';
import { activation } from './activation.ts';
import { fileHints } from './fileHints.ts';
import { gatewayProxy } from './gatewayProxy.ts';
import { inputBox } from './inputBox.ts';
import { secretStorage } from './secretStorage.ts';
import { statusBar } from './statusBar.ts';
import { tools } from './tools.ts';

/** Its name in each Node version that VS Code ships; the types only know the default export. */
const { Mocha } = mochaModule as unknown as { readonly Mocha: typeof mochaModule.default };

/**
 * Called by VS Code inside its extension host. The results go to the file named by the launcher, because the host's exit code says little.
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 20_000, color: false });
  // Defines `suite` and `test` for the modules below.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const define of [
    activation,
    accountsTree,
    statusBar,
    inputBox,
    secretStorage,
    authenticationSessions,
    fileHints,
    tools,
    commandsFromAnybody,
    gatewayProxy,
  ])
    define();

  const failures: string[] = [];
  let passed = 0;
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('pass', () => passed++)
      .on('fail', (test, error: Error) => failures.push(`${test.fullTitle()}\n${error.stack ?? error.message}`));
  });
  const file = process.env.VRCHAT_AUTH_TEST_RESULTS;
  if (file) writeFileSync(file, JSON.stringify({ numPassedTests: passed, numFailedTests: failures.length, failures }));
  if (failures.length > 0) throw new Error(failures.join('\n\n'));
}
