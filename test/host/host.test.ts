import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { groupMembers } from './processGroup.ts';
import { runTestsInHost } from './testRun.ts';
import { startVSCode, type VSCodeOptions, type VSCodeServer } from './vscodeServer.ts';
import { openWorkbench, type Workbench } from './workbench.ts';
import type { WorkbenchWindow } from './workbenchWindow.ts';

const development = [dirname(fileURLToPath(import.meta.resolve('./fixture/extension.ts')))];

let dir: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'host-test-'));
});

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

afterAll(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));

async function start(options: VSCodeOptions): Promise<VSCodeServer> {
  const server = await startVSCode(options);
  closing.push(() => server.stop());
  return server;
}

async function browse(server: VSCodeServer, profileDir?: string): Promise<Workbench> {
  const workbench = await openWorkbench(server, profileDir === undefined ? {} : { profileDir });
  closing.push(() => workbench.close());
  return workbench;
}

function fixtureSays(window: WorkbenchWindow, text: string): Promise<void> {
  return window.statusBarItem('hostFixture.status').waitForText(text);
}

// floor.test.ts runs the oldest VS Code with the same code.
describe('a window', () => {
  test('opens extensions under development, with application settings and persistent secrets', async () => {
    const profileDir = join(dir, 'profile');
    const server = await start({ settings: { 'hostFixture.address': 'from settings.json' } });
    const first = await browse(server, profileDir);
    const window = await first.openWindow({ development });
    expect(await window.page.title()).toContain('[Extension Development Host]');
    await fixtureSays(window, 'from settings.json | no secret');

    await window.runCommand('Host Fixture: Store Secret');
    await fixtureSays(window, 'a secret');
    await window.reload();
    await fixtureSays(window, 'a secret');

    await first.close();
    await server.stop();
    const again = await start({ port: server.port, defaults: { 'hostFixture.address': 'by default' } });
    await fixtureSays(await (await browse(again, profileDir)).openWindow({ development }), 'by default | a secret');
  });

  test('shows what the user sees and does what the user does', async () => {
    const server = await start({});
    const window = await (await browse(server)).openWindow({ folder: dir, development });
    const { quickInput, notifications, dialog } = window;
    const item = window.statusBarItem('hostFixture.status');
    await fixtureSays(window, 'no secret');
    expect(await item.icons()).toEqual(['beaker']);
    expect(await item.ariaLabel()).toBe('Host fixture not set');
    expect(await item.backgroundKind()).toBe('warning');

    await window.openView('Host Fixture');
    const things = window.view('Things');
    await things.expand('Parent');
    expect(await things.rows()).toEqual([
      { level: 1, label: 'Parent', description: 'has one child' },
      { level: 2, label: 'Child', description: 'of Parent' },
    ]);
    expect(await window.view('Empty').welcomeText()).toContain('Nothing here.');
    expect(await window.view('Empty').welcomeButtons()).toEqual(['Ask']);

    await things.pressRowAction('Child', 'Ask');
    expect(await quickInput.title()).toBe('Ask');
    expect(await quickInput.step()).toBe('1/2');
    expect(await quickInput.placeholder()).toBe('anything but "wrong"');
    expect(await quickInput.prompt()).toContain('Say something.');
    expect(await quickInput.isPassword()).toBe(true);
    await quickInput.type('wrong');
    await quickInput.accept();
    await quickInput.waitForMessage('That is wrong.');
    expect(await quickInput.validationMessage()).toBe('That is wrong.');
    await quickInput.back();
    await quickInput.waitClosed();

    await item.click();
    await quickInput.waitForTitle('Ask');
    await quickInput.type('right');
    await quickInput.accept();
    await quickInput.waitForTitle('What next?');
    expect((await quickInput.items()).map(({ label }) => label)).toEqual(['Notify', 'Ask Modally']);
    await quickInput.pick('Notify');
    await notifications.press('All well.', 'Fine');

    await window.runCommand('Host Fixture: Ask');
    await quickInput.waitForTitle('Ask');
    await quickInput.accept();
    await quickInput.pick('Ask Modally');
    expect(await dialog.text()).toContain('It matters.');
    await dialog.press('Yes');
    await dialog.waitClosed();

    expect(await window.outputChannelText('Host Fixture')).toContain('The fixture is active.');
    await window.changeSettings({ 'hostFixture.address': 'typed by a person' });
    await fixtureSays(window, 'typed by a person');
    expect(server.killExtensionHosts()).toBe(1);
  });
});

describe('processes', () => {
  test('reports a server that dies, with the end of its log', async () => {
    const server = await start({});
    process.kill(server.pid, 'SIGKILL');
    expect((await server.crashed).message).toMatch(/SIGKILL[^]*Extension host agent listening/);
  });

  test('opens an untrusted folder in Restricted Mode unless that is turned off', async () => {
    const server = await start({ trust: true });
    const window = await (await browse(server)).openWindow({ folder: dir });
    await window.statusBarItem('Restricted Mode').locator.waitFor();
  });

  test('leaves nothing behind after stop', async () => {
    const server = await start({});
    expect(groupMembers(server.pid)).not.toEqual([]);
    await server.stop();
    expect(groupMembers(server.pid)).toEqual([]);
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)('leaves nothing behind when the process that started it ends by %s', async (signal) => {
    const script = `import { startVSCode } from ${JSON.stringify(join(import.meta.dirname, 'vscodeServer.ts'))};
      console.log((await startVSCode()).pid);`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(groupMembers(pid)).not.toEqual([]);
    parent.kill(signal);
    await expect.poll(() => groupMembers(pid), { timeout: 10_000 }).toEqual([]);
  });
});

// The modules in test/extension cover one that passes.
test('fails a test module whose extension host crashes', async () => {
  const tests = join(dir, 'tests.cjs');
  await writeFile(tests, 'exports.run = async () => process.exit(0);');
  let output = '';
  const { result } = await runTestsInHost({
    development,
    tests,
    onOutput: (text) => {
      output += text;
    },
  });
  expect({ result, output }).toEqual({ result: 'broke', output: '' });
});
