import { symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gatewayPrograms } from '../../../../src/handoff/copy/gatewayPrograms.ts';
import { defaultVariableNames } from '../../../../src/handoff/session/variableNames.ts';
import { openSnippets, userAgent } from './copiedSnippet.ts';

/** Runs copied code as a user would: in its own folder, with its tool, against the emulator. Other languages: test/interop. */
describe.each(['inline', 'environment'] as const)('copied code, with the secrets %s, finds the signed-in user with', (secrets) => {
  it('JavaScript with the package "vrchat"', async () => {
    const { copied, folder, output } = await openSnippets(secrets);
    await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
    expect(await output(process.execPath, 'program.mjs', copied('javascriptSdk'))).toBe('DevUser');
  });

  it('JavaScript with fetch', async () => {
    const { copied, output } = await openSnippets(secrets);
    expect(await output(process.execPath, 'program.mjs', copied('javascriptFetch'))).toBe('DevUser');
  });

  it('a .http file', async () => {
    const { copied, environment } = await openSnippets(secrets);
    const text = copied('http').replace(/\{\{\$processEnv (\w+)\}\}/g, (_, name: string) => environment[name] ?? '');
    const [requestLine = '', ...headerLines] = text.trim().split('\n');
    const [method, address = ''] = requestLine.split(' ');
    const headers = headerLines.map((line) => /^([\w-]+): (.+)$/.exec(line)?.slice(1) as [string, string]);
    const response = await fetch(address, { ...(method !== undefined && { method }), headers });
    expect(await response.json()).toMatchObject({ displayName: 'DevUser' });
  });
});

describe('copied code that is started without its variables ends with a sentence that names one', () => {
  it.each([
    [process.execPath, 'program.mjs', 'javascriptSdk'],
    [process.execPath, 'program.mjs', 'javascriptFetch'],
    ['python3', 'program.py', 'pythonStandardLibrary'],
    ['sh', 'program.sh', 'curl'],
  ] as const)('%s %s, %s', async (command, file, id) => {
    const { copied, folder, environment, output } = await openSnippets('environment');
    if (id === 'javascriptSdk') await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
    for (const name of Object.values(defaultVariableNames)) environment[name] = '';
    const { stderr } = (await output(command, file, copied(id)).catch((error: unknown) => error)) as { readonly stderr: string };
    expect(stderr.trim()).toMatch(/VRCHAT_AUTH_COOKIE:? is not set/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('and so do the programs that go through the gateway', async () => {
    const { folder, environment, output } = await openSnippets('environment');
    await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
    for (const name of Object.values(defaultVariableNames)) environment[name] = '';
    const programs = [
      [process.execPath, 'sdk.mjs', 'javascriptSdk'],
      [process.execPath, 'fetch.mjs', 'javascriptFetch'],
      ['python3', 'program.py', 'pythonStandardLibrary'],
    ] as const;
    for (const [command, file, id] of programs) {
      const text = gatewayPrograms[id](defaultVariableNames, userAgent);
      const { stderr } = (await output(command, file, text).catch((error: unknown) => error)) as { readonly stderr: string };
      expect(stderr.trim()).toMatch(/^VRCHAT_API_URL is not set\. .+$/);
    }
  });
});
