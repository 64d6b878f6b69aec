import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { demoAccounts } from '../../../src/emulator/accountSeed.ts';
import { startEmulator } from '../../../src/emulator/emulator.ts';
import { devUser, mailUser, openEmulator, plainUser, signInDevUser, testClient } from './testClient.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('a state file', () => {
  test('keeps accounts, sessions, trust, emails and the clock across a restart', async () => {
    const stateFile = join(temporaryFolder(), 'state.json');
    const first = await openEmulator({ stateFile });
    await first.logIn(mailUser);
    const mailCookies = first.cookies();
    first.setCookies({});
    await signInDevUser(first);
    await first.advance(60);
    await first.emulator.close();

    const second = await openEmulator({ stateFile });
    second.setCookies(first.cookies());
    expect((await second.send('GET', '/auth/user')).body).toMatchObject({ username: 'DevUser' });
    second.forgetAuth();
    expect((await second.logIn(devUser)).body).toMatchObject({ username: 'DevUser' });
    second.setCookies(mailCookies);
    expect((await second.verify('emailotp', (await second.lastMail())?.code ?? '')).status).toBe(200);
    expect(await second.account('DevUser')).toMatchObject({ logins: 2 });
    const { headers } = await second.send('GET', '/time');
    expect(Date.parse(headers.get('Date') ?? '') - Date.now()).toBeGreaterThan(50_000);
  });

  test('is written before the response is sent, and readable by its owner only', async () => {
    const folder = temporaryFolder();
    const stateFile = join(folder, 'state.json');
    const client = await openEmulator({ stateFile });
    const { cookies } = await client.logIn(plainUser);
    expect(readFileSync(stateFile, 'utf8')).toContain(cookies.auth);
    expect(statSync(stateFile).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['state.json']);
  });

  test('loses its sessions on reset', async () => {
    const stateFile = join(temporaryFolder(), 'state.json');
    const client = await openEmulator({ stateFile });
    await client.logIn(plainUser);
    await client.reset();
    expect(readFileSync(stateFile, 'utf8')).not.toContain('authcookie_');
  });

  test.each(['', '{}', '{"version":2}'])('with the content "%s" is refused and not overwritten', async (content) => {
    const stateFile = join(temporaryFolder(), 'state.json');
    writeFileSync(stateFile, content);
    await expect(startEmulator({ stateFile })).rejects.toThrow('Delete it to start over');
    expect(readFileSync(stateFile, 'utf8')).toBe(content);
  });
});

describe('starting and closing', () => {
  test('closes keep-alive connections, and can be closed twice', async () => {
    const client = await openEmulator();
    await client.send('GET', '/config');
    await Promise.all([client.emulator.close(), client.emulator.close()]);
    await expect(client.send('GET', '/config')).rejects.toThrow('fetch failed');
  });

  test('keeps two emulators separate', async () => {
    const [one, two] = [await openEmulator(), await openEmulator()];
    await one.logIn(plainUser);
    two.setCookies(one.cookies());
    expect((await two.send('GET', '/auth')).status).toBe(401);
    two.setCookies({});
    await signInDevUser(one);
    two.setCookies({ twoFactorAuth: one.cookies().twoFactorAuth ?? '' });
    expect((await two.logIn(devUser)).body).toMatchObject({ requiresTwoFactorAuth: ['totp', 'otp'] });
  });

  test('reports a port that is already taken', async () => {
    const { emulator } = await openEmulator();
    const port = Number(new URL(emulator.address).port);
    await expect(startEmulator({ port })).rejects.toThrow(`Port ${port} is in use by another program. Use another port`);
  });

  test.each([-1, 65_536, 1.5])('rejects port %d as out of range', async (port) => {
    await expect(startEmulator({ port })).rejects.toThrow('out of range');
  });

  test('rejects duplicate accounts', async () => {
    await expect(startEmulator({ accounts: [...demoAccounts, ...demoAccounts] })).rejects.toThrow('same username or email');
  });
});

describe('the command', () => {
  const main = fileURLToPath(new URL('../../../src/emulator/main.ts', import.meta.url));
  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };

  test.each(['SIGINT', 'SIGTERM'] as const)('prints its address and the demo accounts, and exits with code 0 on %s', async (signal) => {
    const child = start('--port', '0');
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    const [address = '', ...lines] = chunk.toString().split('\n');
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/1$/);
    const rest = lines.join('\n');
    for (const shown of [
      'DevUser',
      devUser.password,
      'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      'dev1-code',
      'MailUser',
      'plainuser',
      '/_emulator/mailbox',
    ]) {
      expect(rest).toContain(shown);
    }
    expect((await testClient(address).logIn(plainUser)).status).toBe(200);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('uses the given accounts file and state file', async () => {
    const folder = temporaryFolder();
    const [state, accounts] = [join(folder, 'state.json'), join(folder, 'accounts.json')];
    writeFileSync(
      accounts,
      JSON.stringify([{ username: 'only', email: 'only@example.org', password: 'secret', displayName: 'Only', twoFactor: 'none' }]),
    );
    const child = start('--accounts', accounts, '--state', state);
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    const [address = ''] = chunk.toString().split('\n');
    expect((await testClient(address).logIn({ name: 'only', password: 'secret' })).status).toBe(200);
    expect(readFileSync(state, 'utf8')).toContain('authcookie_');
  });

  test.each([
    [['--port', '70000'], '--port 70000 is out of range'],
    [['--port', 'x'], '--port x is out of range'],
    [['--accounts', '/nowhere.json'], 'Cannot read the accounts file /nowhere.json'],
    [['--prot', '1'], 'Usage: npm run emulator'],
  ])('%j fails with an explanation and no stack trace', async (args, explanation) => {
    const child = start(...args);
    const [said, exit] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(said).toContain(explanation);
    expect(said).not.toMatch(/^\s+at /m);
    expect(exit).toEqual([1, null]);
  });
});

test('as one file, it runs in an otherwise empty folder with the Node.js of the machine', async () => {
  const folder = temporaryFolder();
  await promisify(execFile)(process.execPath, ['scripts/buildEmulator.ts', folder]);
  expect(readdirSync(folder)).toEqual(['vrchat-api-emulator.cjs']);
  const program = readFileSync(join(folder, 'vrchat-api-emulator.cjs'), 'utf8');
  const packages = [...program.matchAll(/^ {2}(\S+) [\d.]+ \((.+)\)$/gm)].map(([, name, license]) => `${name ?? ''}: ${license ?? ''}`);
  expect(packages).toEqual(['dijkstrajs: MIT', 'hono: MIT', 'qrcode: MIT', 'valibot: MIT', 'ws: MIT']);
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  const env = { ...process.env, PATH: path.join(delimiter) };
  const child = spawn('node', ['vrchat-api-emulator.cjs'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  expect((await testClient(chunk.toString().split('\n')[0] ?? '').logIn(plainUser)).status).toBe(200);
});

test('an emulator whose port is taken leaves the state file alone', async () => {
  const running = await startEmulator();
  const stateFile = join(temporaryFolder(), 'state.json');
  await expect(startEmulator({ port: Number(new URL(running.address).port), stateFile })).rejects.toThrow('is in use');
  expect(existsSync(stateFile)).toBe(false);
  await running.close();
});
