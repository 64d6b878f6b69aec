import { describe, expect, it } from 'vitest';
import { openSnippets, userAgent } from '../unit/handoff/copy/copiedSnippet.ts';

/** As in test/unit/handoff, with tools that are not part of this repository. */
describe.each(['inline', 'environment'] as const)('copied code, with the secrets %s, finds the signed-in user with', (secrets) => {
  it('the standard library of Python', async () => {
    const { copied, output } = await openSnippets(secrets);
    expect(await output(process.platform === 'win32' ? 'python' : 'python3', 'program.py', copied('pythonStandardLibrary'))).toBe(
      'DevUser',
    );
  });

  // Windows has no `sh`.
  if (process.platform !== 'win32')
    it('curl', async () => {
      const { copied, output } = await openSnippets(secrets);
      expect(JSON.parse(await output('sh', 'program.sh', copied('curl')))).toMatchObject({ displayName: 'DevUser' });
    });

  it('curl with the cookie file', async () => {
    const { copied, session, start, write } = await openSnippets(secrets);
    await write('cookies.txt', copied('cookieFile'));
    expect(JSON.parse(await start('curl', ['-A', userAgent, '-b', 'cookies.txt', `${session.server}/auth/user`]))).toMatchObject({
      displayName: 'DevUser',
    });
  });
});
