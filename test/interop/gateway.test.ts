import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { gatewayPrograms } from '../../src/handoff/copy/gatewayPrograms.ts';
import { defaultVariableNames } from '../../src/handoff/session/variableNames.ts';
import { execFile, spawn } from 'node:child_process';
import { documentedExample } from '../unit/gateway/documentedExample.ts';
import { setGatewayStage } from '../unit/gateway/gatewayStage.ts';

const run = promisify(execFile);
// Debian's own, where python3-websocket is.
const python = process.platform === 'win32' ? 'python' : '/usr/bin/python3';

describe('the examples of docs/gateway.md', () => {
  it('curl', async () => {
    const stage = await setGatewayStage();
    const { output } = await documentedExample('curl', 'sh', stage);
    expect(JSON.parse(await output())).toMatchObject({ displayName: 'Plain User' });
  });

  it('Python, which waits while the session is renewed', async () => {
    const stage = await setGatewayStage();
    stage.session.optIn();
    await stage.fault('getCurrentUser', 'expireSessions', 1);
    await stage.fault('getCurrentUser', 'rateLimit:1', 1);
    const { output } = await documentedExample('Python', python, stage);
    expect(await output()).toBe('Plain User');
  });

  it('Python, events: websocket-client, which sends an Origin', async () => {
    const stage = await setGatewayStage();
    const { start } = await documentedExample('Python, events', python, stage);
    const printed = start();
    await expect
      .poll(async () => {
        await stage.control('POST', 'events', { fixture: 'friend-online' });
        return printed();
      })
      .toContain('friend-online');
  });
});

it('the copied Go program finds the session’s user', async () => {
  const { api } = await setGatewayStage();
  const folder = await mkdtemp(join(tmpdir(), 'gateway-go-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'main.go'), gatewayPrograms.go(defaultVariableNames, 'GatewayTest/1.0 tests@vrchat-auth.org'));
  expect((await run('gofmt', ['-l', 'main.go'], { cwd: folder })).stdout).toBe('');
  const { stdout } = await run('go', ['run', 'main.go'], { cwd: folder, env: { ...process.env, VRCHAT_API_URL: api } });
  expect(stdout.trim()).toBe('Plain User');
});

it('curl uploads and downloads through the gateway', async () => {
  const { api } = await setGatewayStage();
  const { stdout } = await run('curl', ['-s', '-F', 'file=@package.json;type=application/json', `${api}/file/image`]);
  expect(JSON.parse(stdout)).toMatchObject({ name: 'package.json' });
  const download = await run('curl', ['-s', '-o', '/dev/null', '-w', '%{size_download}', `${api}/echo/bytes/20000000`]);
  expect(download.stdout).toBe('20000000');
});

it('the Python sample greets its user and goes on when the session has expired and is renewed', async () => {
  const stage = await setGatewayStage();
  stage.session.optIn();
  await stage.fault('getFriends', 'expireSessions', 1);
  const child = spawn(python, ['samples/python/bot.py'], {
    env: { ...process.env, VRCHAT_API_URL: stage.api },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
  await expect.poll(() => printed).toMatch(/^Signed in as Plain User\n.+ {2}friends online: 0\n$/);
  expect(await stage.logins('plainuser')).toBe(2);
});
