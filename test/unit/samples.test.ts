import { execFile, spawn } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sampleFiles } from '../../src/ui/sample/sampleFiles.ts';
import { setGatewayStage } from './gateway/gatewayStage.ts';

const run = promisify(execFile);
const files = readdirSync('samples', { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => statSync(join('samples', file)).isFile());
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: { readonly commands: readonly { readonly command: string; readonly title: string }[] };
};
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;

/** Starts a program with a gateway's addresses. @returns what it has printed so far */
function start(file: string, { api, pipelineUrl }: { readonly api: string; readonly pipelineUrl: string }): () => string {
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, VRCHAT_API_URL: api, VRCHAT_PIPELINE_URL: pipelineUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
  return () => printed;
}

describe('the sample project', () => {
  it('greets its user and goes on when the session has expired and is renewed', async () => {
    const stage = await setGatewayStage();
    stage.session.optIn();
    await stage.fault('getFriends', 'expireSessions', 1);
    const printed = start('samples/javascript/bot.mjs', stage);
    await expect.poll(printed).toMatch(/^Signed in as Plain User\n.+ {2}friends online: 0\n$/);
    expect(await stage.logins('plainuser')).toBe(2);
  });

  it('says that it waits while nobody is signed in', async () => {
    const stage = await setGatewayStage();
    await stage.fault('getCurrentUser', 'expireSessions', 1);
    await expect
      .poll(start('samples/javascript/bot.mjs', stage))
      .toBe('No session at the moment. Waiting for VS Code to sign in again …\n');
  });

  it('works with the SDK', async () => {
    const stage = await setGatewayStage();
    const printed = start('samples/javascript/sdk.mjs', stage);
    await expect.poll(printed).toContain('Signed in as Plain User\n');
  });

  it.each(['bot.mjs', 'sdk.mjs'])('says in one sentence that %s has no address', async (file) => {
    const { VRCHAT_API_URL: _, ...env } = process.env;
    const { code, stderr } = await run(process.execPath, [`samples/javascript/${file}`], { env }).then(
      () => ({ code: 0, stderr: '' }),
      (error: unknown) => error as { code: number; stderr: string },
    );
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'VRCHAT_API_URL is not set. Start the bot with F5 in VS Code, or see README.md for the terminal.\n',
    });
  });

  it('is written whole, and is small', () => {
    expect([...new Set(Object.values(sampleFiles).flatMap((sources) => Object.values(sources)))].toSorted()).toEqual(files.toSorted());
    expect(files.reduce((bytes, file) => bytes + statSync(join('samples', file)).size, 0)).toBeLessThan(10_000);
    const { dependencies } = JSON.parse(readFileSync('samples/javascript/package.json', 'utf8')) as Pick<
      typeof manifest,
      'devDependencies'
    > & {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    expect(dependencies.vrchat, 'the version that is tested here').toBe(`^${manifest.devDependencies.vrchat?.replace('^', '') ?? ''}`);
  });

  it('names commands that exist', () => {
    const titles = manifest.contributes.commands.map(({ title }) => texts[title.replaceAll('%', '')] ?? '');
    const ids = manifest.contributes.commands.map(({ command }) => command);
    for (const file of files) {
      const text = readFileSync(join('samples', file), 'utf8');
      for (const [, title = ''] of text.matchAll(/VRChat (?:Auth|Emulator): ([^*]+)\*\*/g)) expect(titles, file).toContain(title);
      for (const [, id = ''] of text.matchAll(/\$\{command:([^}]+)\}/g)) expect(ids, file).toContain(id);
    }
  });
});
