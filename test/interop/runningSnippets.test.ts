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

  it('Python’s jar with the cookie file', async () => {
    const { copied, session, output, write } = await openSnippets(secrets);
    await write('cookies.txt', copied('cookieFile'));
    const program = [
      'import http.cookiejar, json, urllib.request',
      'jar = http.cookiejar.MozillaCookieJar("cookies.txt")',
      'jar.load()',
      'opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))',
      `opener.addheaders = [("User-Agent", ${JSON.stringify(userAgent)})]`,
      `print(json.load(opener.open(${JSON.stringify(`${session.server}/auth/user`)}))["displayName"])`,
    ].join('\n');
    expect(await output(process.platform === 'win32' ? 'python' : 'python3', 'jar.py', program)).toBe('DevUser');
  });

  it('the standard library of Go', async () => {
    const { copied, start, write } = await openSnippets(secrets);
    await write('main.go', copied('go'));
    expect(await start('gofmt', ['-l', 'main.go'])).toBe('');
    expect(await start('go', ['run', 'main.go'])).toBe('DevUser');
  });

  it('Rust’s and Java’s parsers, as programs without a mistake of their language', async () => {
    const { copied, start, write } = await openSnippets(secrets);
    await write('main.rs', copied('rust'));
    await start('rustfmt', ['--edition', '2021', 'main.rs']);
    await write('Main.java', copied('java'));
    // The packages are not here; what does not parse is never looked up.
    const errors = await start('javac', ['-XDdiags.layout=%L%m', 'Main.java']).catch((error: unknown) => String(error));
    expect(errors).not.toMatch(/expected|illegal|unclosed|not a statement/);
    expect(errors).toMatch(/io\.github\.vrchatapi/);
  });

  // Windows has no `sh` to run it in.
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
