import { VRChat } from 'vrchat';
import { createVRChatClient, type Session } from '../src/vrchat/client.ts';
import type { VRChatResult } from '../src/vrchat/errors.ts';
import { basicAuthorization } from '../src/vrchat/credentials.ts';
import { secret } from '../src/vrchat/secret.ts';
import { createSessionCookies } from '../src/vrchat/sessionCookies.ts';

const userAgent = 'VRChatAuthBench/1.0 bench@vrchat-auth.org';
const userId = 'usr_c1644b5b-3ca4-45b4-97c6-a2a0de70d469';
const devUser = { username: 'DevUser', password: secret('dev-user-password') };
const plainUser = { username: 'plainuser', password: secret('plain-user-password') };

/** One operation, done in each way; without `sdk` if the SDK does something else. */
export interface Contest {
  readonly operation: string;
  readonly ours: () => Promise<void>;
  readonly bare: () => Promise<void>;
  readonly sdk?: () => Promise<void>;
}

/**
 * The operations that can be repeated. The SDK's column omits operations with a redirect, because it loads a second page.
 *
 * @param address - of an emulator with demo accounts
 * @param code - an authenticator code of DevUser, valid at the time of the call
 */
export async function openContests(address: string, code: () => string): Promise<readonly Contest[]> {
  const client = createVRChatClient({ server: address, userAgent });
  const newSession = (account: string): Session => ({ account, cookies: createSessionCookies(address) });
  const dev = newSession('DevUser');
  const plain = newSession('plainuser');
  const nobody = newSession('');
  const login = newSession('plainuser');
  const names = { username: 'DevUser', email: 'dev.user@example.org' };
  const wrongLink = { id: userId, verify_email: secret('eml_bench') };
  await succeed(client.getCurrentUser(dev, { credentials: devUser }));
  await succeed(client.verify2FA(dev, { code: secret(code()) }));
  await succeed(client.getCurrentUser(plain, { credentials: plainUser }));

  const cookieOf = ({ cookies }: Session): string => cookies.header(`${address}/auth`) ?? '';
  const bare = (session: Session, method: string, path: string, body?: () => unknown) => {
    const headers = {
      accept: 'application/json',
      'user-agent': userAgent,
      cookie: cookieOf(session),
      ...(body && { 'content-type': 'application/json' }),
    };
    return async () => {
      const response = await fetch(address + path, { method, headers, redirect: 'manual', ...(body && { body: JSON.stringify(body()) }) });
      await readBare(response);
    };
  };
  const bareLogin = async (): Promise<void> => {
    const headers = { accept: 'application/json', 'user-agent': userAgent, authorization: basicAuthorization(plainUser) };
    await readBare(await fetch(`${address}/auth/user`, { headers, redirect: 'manual' }));
  };

  const sdks = await openSdks(address, code);
  const ours = (call: () => Promise<VRChatResult<unknown>>) => () => succeed(call());
  return [
    {
      operation: 'verifyAuthToken',
      ours: ours(() => client.verifyAuthToken(dev)),
      bare: bare(dev, 'GET', '/auth'),
      sdk: () => sdkSucceed(sdks.dev.verifyAuthToken()),
    },
    {
      operation: 'getCurrentUser',
      ours: ours(() => client.getCurrentUser(dev)),
      bare: bare(dev, 'GET', '/auth/user'),
      sdk: () => sdkSucceed(sdks.dev.getCurrentUser()),
    },
    {
      operation: 'getCurrentUser (login)',
      ours: ours(() => client.getCurrentUser(login, { credentials: plainUser })),
      bare: bareLogin,
      sdk: () => sdkSucceed(sdks.login.login({ username: plainUser.username, password: plainUser.password.reveal() })),
    },
    {
      operation: 'verify2FA',
      ours: ours(() => client.verify2FA(dev, { code: secret(code()) })),
      bare: bare(dev, 'POST', '/auth/twofactorauth/totp/verify', () => ({ code: code() })),
      sdk: () => sdkSucceed(sdks.dev.verify2Fa({ body: { code: code() } })),
    },
    {
      operation: 'enable2FA',
      ours: ours(() => client.enable2FA(plain)),
      bare: bare(plain, 'POST', '/auth/twofactorauth/totp/pending'),
      sdk: () => sdkSucceed(sdks.plain.enable2Fa()),
    },
    {
      operation: 'cancelPending2FA',
      ours: ours(() => client.cancelPending2FA(plain)),
      bare: bare(plain, 'DELETE', '/auth/twofactorauth/totp/pending'),
      sdk: () => sdkSucceed(sdks.plain.cancelPending2Fa()),
    },
    {
      operation: 'disable2FA',
      ours: ours(() => client.disable2FA(plain)),
      bare: bare(plain, 'DELETE', '/auth/twofactorauth'),
      sdk: () => sdkSucceed(sdks.plain.disable2Fa()),
    },
    {
      operation: 'getRecoveryCodes',
      ours: ours(() => client.getRecoveryCodes(dev)),
      bare: bare(dev, 'GET', '/auth/user/twofactorauth/otp'),
      sdk: () => sdkSucceed(sdks.dev.getRecoveryCodes()),
    },
    {
      operation: 'checkUserExists',
      ours: ours(() => client.checkUserExists(nobody, names)),
      bare: bare(nobody, 'GET', `/auth/exists?${new URLSearchParams(names).toString()}`),
      sdk: () => sdkSucceed(sdks.dev.checkUserExists({ query: names })),
    },
    {
      operation: 'confirmEmail',
      ours: ours(() => client.confirmEmail(nobody, wrongLink)),
      bare: bare(nobody, 'GET', `/auth/confirmEmail?id=${userId}&verify_email=eml_bench`),
    },
    {
      operation: 'verifyLoginPlace',
      ours: ours(() => client.verifyLoginPlace(nobody, { token: secret('bench') })),
      bare: bare(nobody, 'GET', '/auth/verifyLoginPlace?token=bench'),
    },
    {
      operation: 'resendEmailConfirmation',
      ours: ours(() => client.resendEmailConfirmation(plain)),
      bare: bare(plain, 'POST', '/auth/user/resendEmail'),
      sdk: () => sdkSucceed(sdks.plain.resendEmailConfirmation()),
    },
  ];
}

async function openSdks(address: string, code: () => string) {
  const application = { name: 'VRChatAuthBench', version: '1.0', contact: 'bench@vrchat-auth.org' };
  const open = () => new VRChat({ baseUrl: address, application });
  const [dev, plain, login] = [open(), open(), open()];
  await sdkSucceed(dev.login({ username: devUser.username, password: devUser.password.reveal(), twoFactorCode: code }));
  await sdkSucceed(plain.login({ username: plainUser.username, password: plainUser.password.reveal() }));
  return { dev, plain, login };
}

async function readBare(response: Response): Promise<void> {
  const text = await response.text();
  if (response.status === 302) return;
  JSON.parse(text);
  if (response.status !== 200) throw new Error(`The bare request was answered with ${response.status}.`);
}

async function succeed(call: Promise<VRChatResult<unknown>>): Promise<void> {
  const result = await call;
  if (!result.ok) throw new Error(`Our client failed: ${result.error.kind}.`);
}

async function sdkSucceed(call: Promise<{ readonly data?: unknown; readonly error?: unknown }>): Promise<void> {
  const { data, error } = await call;
  if (data === undefined) throw new Error(`The SDK failed: ${String(error)}.`);
}
