import { expect, onTestFinished } from 'vitest';
import { demoAccounts } from '../../../src/emulator/accountSeed.ts';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator/emulator.ts';
import { emulatorControl } from '../../emulatorControl.ts';

export const userAgent = 'EmulatorTest/1.0 tests@vrchat-auth.org';

/** User names and passwords of the demo accounts. */
export const devUser = credentialsOf('DevUser');
export const mailUser = credentialsOf('MailUser');
export const plainUser = credentialsOf('plainuser');

export type Credentials = { readonly name: string; readonly password: string };

export type Reply = {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
  /** The cookies that this response set, by name. */
  readonly cookies: Readonly<Record<string, string>>;
};

export type Ask = {
  readonly json?: unknown;
  readonly basic?: Credentials;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Starts an emulator that is closed at the end of the test. */
export async function openEmulator(options: EmulatorOptions = {}): Promise<TestClient & { readonly emulator: Emulator }> {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return { emulator, ...testClient(emulator.address) };
}

export type TestClient = ReturnType<typeof testClient>;

/** An API client with a cookie jar, and the emulator's controls. */
export function testClient(address: string) {
  let jar: Record<string, string> = {};

  const send = async (method: string, path: string, { json, basic, headers = {} }: Ask = {}): Promise<Reply> => {
    const cookie = Object.entries(jar)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(path.startsWith('http') ? path : address + path, {
      method,
      redirect: 'manual',
      headers: {
        'User-Agent': userAgent,
        ...(cookie === '' ? {} : { Cookie: cookie }),
        ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(basic ? { Authorization: basicHeader(basic) } : {}),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const cookies = Object.fromEntries(
      response.headers.getSetCookie().map((line) => {
        const [name = '', value = ''] = line.slice(0, line.indexOf(';')).split('=');
        return [name, value];
      }),
    );
    jar = { ...jar, ...cookies };
    return { status: response.status, body: parsed(await response.text()), headers: response.headers, cookies };
  };

  const emulator = emulatorControl(address);
  return {
    ...emulator,
    send,
    publicAddress: async () => /^ip=(.*)$/m.exec(String((await send('GET', `${emulator.origin}/cdn-cgi/trace`)).body))?.[1],
    lastMail: async () => (await emulator.mailbox()).at(-1),
    cookies: () => jar,
    setCookies: (cookies: Record<string, string>) => {
      jar = cookies;
    },
    forgetAuth: () => {
      jar = Object.fromEntries(Object.entries(jar).filter(([name]) => name !== 'auth'));
    },
    /** Logs in with a user name and password. Completes the sign-in if no two-factor code is required. */
    logIn: (basic: Credentials, headers: Readonly<Record<string, string>> = {}) => send('GET', '/auth/user', { basic, headers }),
    verify: (type: 'totp' | 'otp' | 'emailotp', code: string) => send('POST', `/auth/twofactorauth/${type}/verify`, { json: { code } }),
  };
}

/** Signs in DevUser with a code from the authenticator app. */
export async function signInDevUser(client: TestClient): Promise<Reply> {
  await client.logIn(devUser);
  return client.verify('totp', await client.authenticatorCode('DevUser'));
}

/** The header as the API requires it: both parts are percent-encoded before they are joined. */
export function basicHeader({ name, password }: Credentials): string {
  return rawBasicHeader(`${encodeURIComponent(name)}:${encodeURIComponent(password)}`);
}

export function rawBasicHeader(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

/** The header that makes a request come from the given network. */
export function from(network: string): Record<string, string> {
  return { 'X-Emulator-Network': network };
}

/** Matches any string of this form. */
export function textLike(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}

/** The message of an error response, which is JSON inside JSON. */
export function messageOf({ body }: Reply): unknown {
  const { error } = body as { error: { message: string } };
  return JSON.parse(error.message);
}

function credentialsOf(username: string): Credentials {
  const seed = demoAccounts.find((account) => account.username === username);
  return { name: username, password: seed?.password ?? '' };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
