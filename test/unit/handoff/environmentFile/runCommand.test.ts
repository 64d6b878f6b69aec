import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { putContent } from '../../../../src/handoff/environmentFile/sessionFile.ts';
import { runCommand } from '../../../../src/handoff/environmentFile/runCommand.ts';
import { defaultVariableNames } from '../../../../src/handoff/session/variableNames.ts';
import { openSnippets, userAgent } from '../copy/copiedSnippet.ts';

const run = promisify(execFile);

describe('the command that is shown after a session was written to a file', () => {
  it.each([
    ['node', 'javascriptFetch', undefined, 'bot.mjs'],
    ['node', 'javascriptFetch', 'src/my-bot.mjs', 'src/my-bot.mjs'],
    ['python', 'pythonStandardLibrary', undefined, 'bot.py'],
  ] as const)('runs the copied program: %s, %s, %s', async (runtime, format, program, name) => {
    const { copied, folder, session, environment, write } = await openSnippets('environment');
    const written = putContent(Buffer.from(''), {
      content: { carries: 'cookies', session },
      names: defaultVariableNames,
      userAgent,
      path: '/bot/.env',
      earlierServer: undefined,
    });
    if ('problem' in written) throw new Error(written.problem);
    await write('.env', written.content.toString());
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await write(name, copied(format));
    const command = runCommand({ runtime, file: '.env', program }, 'posix') ?? '';
    // The tests bring the Node.js of their own.
    const path = `${dirname(process.execPath)}:${environment.PATH ?? ''}`;
    const env = Object.fromEntries(Object.entries(environment).filter(([variable]) => !variable.startsWith('VRCHAT_')));
    const { stdout } = await run('sh', ['-c', command], { cwd: folder, env: { ...env, PATH: path } });
    expect(stdout.trim()).toBe('DevUser');
  });

  it('contains no name that a shell would read as more than a name', () => {
    const hostile = ['a b.mjs', '$(touch x).mjs', '-e.mjs', '../bot.mjs', 'bot.mjs;x', '"', '`x`', 'a\nb'];
    for (const name of hostile) {
      expect(runCommand({ runtime: 'node', file: '.env', program: name }, 'posix')).toBe('node --env-file=.env bot.mjs');
      expect(runCommand({ runtime: 'node', file: name }, 'posix')).toBeUndefined();
    }
  });

  it('is one that the shell can run, or none', () => {
    expect(runCommand({ runtime: 'python', file: '.env', program: 'main.py' }, 'powershell')).toBe(
      'python -m dotenv -f .env run -- python main.py',
    );
    expect(runCommand({ runtime: 'go', file: '.env' }, 'cmd')).toBeUndefined();
    expect(runCommand({ runtime: 'node', file: 'config/.env' }, 'cmd')).toBe('node --env-file=config/.env bot.mjs');
  });
});
