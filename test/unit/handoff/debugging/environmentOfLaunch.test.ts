import { describe, expect, it } from 'vitest';
import {
  carrierOf,
  isLaunch,
  launchName,
  setsVariable,
  withVariables,
  type LaunchConfiguration,
} from '../../../../src/handoff/debugging/environmentOfLaunch.ts';

const launch = (type: string, more: LaunchConfiguration = {}): LaunchConfiguration => ({ type, request: 'launch', name: 'Bot', ...more });
const listed = [
  ...['node', 'pwa-node', 'node-terminal', 'extensionHost', 'pwa-extensionHost', 'debugpy', 'python'],
  ...['coreclr', 'clr', 'monovsdbg', 'go', 'java', 'dart', 'lldb'],
];
const variables = new Map([
  ['VRCHAT_API_URL', 'http://127.0.0.1:8980/key/api/1'],
  ['VRCHAT_USER_AGENT', 'Bot/1.0'],
]);

describe('a launch', () => {
  it('may get a session if its type is known to take an object of variables', () => {
    for (const type of listed) {
      expect(isLaunch(launch(type)), type).toBe(true);
      expect(isLaunch(launch(type, { env: { A: 'b' } })), type).toBe(true);
    }
    expect(isLaunch(launch('lldb-dap', { env: {} }))).toBe(true);
    expect(isLaunch(launch('lldb-dap')), 'earlier versions take an array').toBe(false);
    expect(isLaunch(launch('lldb-dap', { env: ['A=b'] }))).toBe(false);
    expect(isLaunch(launch('node', { env: 'A=b' }))).toBe(false);
    expect(isLaunch(launch('node', { env: null }))).toBe(false);
  });

  it('gets none if it attaches, belongs to another one, is a browser, or is of a type that nobody knows', () => {
    for (const type of ['chrome', 'msedge', 'pwa-chrome', 'cppdbg', 'cppvsdbg', 'toString', '__proto__', '', 'made-up'])
      expect(isLaunch(launch(type)), type).toBe(false);
    for (const type of listed) expect(isLaunch(launch(type, { request: 'attach' }))).toBe(false);
    expect(isLaunch(launch('pwa-node', { __pendingTargetId: '1' }))).toBe(false);
    for (const hostile of [{}, { type: 1, request: 'launch' }, { type: ['node'], request: 'launch' }])
      expect(isLaunch(hostile)).toBe(false);
  });

  it('adds nothing that VS Code would type into a terminal', () => {
    for (const type of listed) expect(carrierOf(launch(type, { console: 'integratedTerminal' }), 'linux'), type).toBe('terminal');
    for (const type of ['debugpy', 'python', 'java', 'node-terminal']) expect(carrierOf(launch(type), 'linux'), type).toBe('terminal');
    expect(carrierOf(launch('dart', { console: 'terminal' }), 'linux')).toBe('terminal');
    expect(carrierOf(launch('lldb-dap', { env: {}, runInTerminal: true }), 'linux')).toBe('terminal');
  });

  it('gets variables by its environment in the debugger’s own console', () => {
    for (const type of ['node', 'pwa-node', 'extensionHost', 'coreclr', 'go', 'dart', 'lldb'])
      expect(carrierOf(launch(type), 'linux'), type).toBe('environment');
    for (const type of listed) expect(carrierOf(launch(type, { console: 'internalConsole' }), 'darwin'), type).toBe('environment');
    expect(carrierOf(launch('dart', { console: 'debugConsole' }), 'linux')).toBe('environment');
    expect(carrierOf(launch('lldb', { terminal: 'integrated' }), 'linux')).toBe('environment');
  });

  it('gets them in an external terminal where they are no arguments that others can list', () => {
    const external = launch('node', { console: 'externalTerminal' });
    expect(carrierOf(external, 'linux')).toBe('environment');
    expect(carrierOf(external, 'win32')).toBe('environment');
    expect(carrierOf(external, 'darwin')).toBe('none');
    expect(carrierOf(external, undefined)).toBe('none');
    expect(carrierOf(launch('node', { console: 'something new' }), 'linux')).toBe('none');
    expect(carrierOf(launch('node', { console: { toString: 1 } }), 'linux')).toBe('none');
  });

  it('keeps whatever the user set, in the configuration or in a file that it names', () => {
    const own = launch('node', { env: { vrchat_api_url: 'https://mine', A: 'b', UNSET: null } });
    expect(setsVariable(own, 'VRCHAT_API_URL')).toBe(true);
    expect(setsVariable(own, 'UNSET')).toBe(true);
    expect(withVariables(own, variables, { taken: [] }).env).toEqual({
      vrchat_api_url: 'https://mine',
      A: 'b',
      UNSET: null,
      VRCHAT_USER_AGENT: 'Bot/1.0',
    });
    expect(withVariables(own, variables, { taken: ['VRCHAT_USER_AGENT'] })).toBe(own);
    expect(withVariables(own, new Map(), { taken: [] })).toBe(own);
  });

  it('keeps everything else, and changes nothing of the object it was given', () => {
    const given = launch('go', { program: 'bot.go', args: ['x'], env: { A: 'b' } });
    const before = structuredClone(given);
    const answer = withVariables(given, variables, { taken: [] });
    expect(given).toEqual(before);
    expect(answer).toEqual({ ...before, env: { A: 'b', ...Object.fromEntries(variables) } });
  });

  it('reaches this machine without a proxy, and every other host as before', () => {
    const env = (own: Record<string, unknown>, inherited: Record<string, string>): unknown =>
      withVariables(launch('node', { env: own }), variables, { taken: [], inherited }).env;
    const direct = '127.0.0.1,localhost';
    expect(env({}, {})).toMatchObject({ NO_PROXY: direct, no_proxy: direct });
    expect(env({}, { no_proxy: 'corp' })).toMatchObject({ NO_PROXY: `corp,${direct}`, no_proxy: `corp,${direct}` });
    expect(env({ NO_PROXY: 'mine' }, { NO_PROXY: 'corp' })).toMatchObject({ NO_PROXY: `mine,${direct}` });
    expect(env({ NO_PROXY: 'a' }, { no_proxy: 'b' })).toMatchObject({ NO_PROXY: `a,${direct}`, no_proxy: `b,${direct}` });
  });
});

it('a launch is called by its name, or by its type if another extension starts it without one', () => {
  expect(launchName(launch('node', { name: 'Bot' }))).toBe('Bot');
  for (const name of [undefined, null, '', ' ', 5, ['Bot'], {}]) expect(launchName(launch('node', { name }))).toBe('node');
});
