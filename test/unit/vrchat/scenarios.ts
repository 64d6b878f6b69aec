import { startEmulator } from '../../../src/emulator/emulator.ts';
import type { CallOptions, Session, VRChatClient } from '../../../src/vrchat/client.ts';
import type { VRChatResult } from '../../../src/vrchat/errors.ts';
import type { OperationName } from '../../../src/vrchat/operations.ts';
import { isSecret, secret } from '../../../src/vrchat/secret.ts';
import { createSessionCookies } from '../../../src/vrchat/sessionCookies.ts';
import { afterAll, beforeEach, expect } from 'vitest';
import { testClient } from '../emulator/testClient.ts';
import { openClient } from './wire.ts';

/** An operation, and a situation in which it succeeds. */
export interface Scenario {
  readonly title: string;
  readonly operation: OperationName;
  readonly uses: 'session' | 'credentials' | 'nothing';
  readonly answers: 'json' | 'redirect';
  readonly repeatable: boolean;
  readonly value: unknown;
  /** The names of the stored cookies afterwards. */
  readonly cookiesAfter: readonly string[];
  readonly prepare: (world: EmulatedWorld) => Promise<Prepared>;
}

interface Prepared {
  readonly session: Session;
  readonly call: (client: VRChatClient, options?: CallOptions) => Promise<VRChatResult<unknown>>;
  /** What must not appear in an error or a log, besides cookies. */
  readonly secrets: readonly string[];
}

type EmulatedWorld = ReturnType<typeof emulatedWorld>;

const passwords = { DevUser: 'dev-user-password', MailUser: 'mail-user-password', plainuser: 'plain-user-password' };
type Name = keyof typeof passwords;

/** An emulator for the tests of a file, reset for each test. */
export async function useEmulatedWorld(): Promise<EmulatedWorld> {
  const emulator = await startEmulator();
  const world = emulatedWorld(emulator.address);
  beforeEach(() => world.reset());
  afterAll(() => emulator.close());
  return world;
}

/** The controls of the emulator, and sessions of its demo accounts. */
function emulatedWorld(address: string) {
  const controls = testClient(address);
  const { client } = openClient(address);

  const logIn = async (username: Name): Promise<Session> => {
    const session = newSession(username);
    await client.getCurrentUser(session, { credentials: { username, password: secret(passwords[username]) } });
    return session;
  };
  const newSession = (account: string): Session => ({ account, cookies: createSessionCookies(address) });
  return {
    ...controls,
    address,
    client,
    newSession,
    logIn,
    logInWithCode: async (): Promise<Session> => {
      const session = await logIn('DevUser');
      await client.verify2FA(session, { code: secret(await controls.authenticatorCode('DevUser')) });
      return session;
    },
    userId: async (username: Name) => (await controls.account(username)).userId,
    linkParameter: async (name: string) => new URL((await controls.lastMail())?.link ?? '').searchParams.get(name) ?? '',
  };
}

type SessionCall = (session: Session) => Prepared['call'];

/** An operation that needs only a session. */
function plain(
  call: SessionCall,
  signIn: (world: EmulatedWorld) => Promise<Session> = (world) => world.logIn('plainuser'),
): Scenario['prepare'] {
  return async (world) => {
    const session = await signIn(world);
    return { session, call: call(session), secrets: [] };
  };
}

const loggedIn = { uses: 'session', answers: 'json', repeatable: false, cookiesAfter: ['auth'] } as const;
const trusted = { ...loggedIn, cookiesAfter: ['auth', 'twoFactorAuth'] } as const;
const nameless = { uses: 'nothing', answers: 'json', repeatable: false, cookiesAfter: [] } as const;

export const login: Scenario = {
  title: 'getCurrentUser (login)',
  operation: 'getCurrentUser',
  uses: 'credentials',
  answers: 'json',
  repeatable: false,
  cookiesAfter: ['auth'],
  value: { displayName: 'Plain User' },
  prepare: (world) => {
    const session = world.newSession('plainuser');
    const credentials = { username: 'plainuser', password: secret(passwords.plainuser) };
    return Promise.resolve({
      session,
      secrets: [passwords.plainuser],
      call: (client, options) => client.getCurrentUser(session, { credentials }, options),
    });
  },
};

/** All 17 operations; the one that can log in is listed twice. */
export const scenarios: readonly Scenario[] = [
  {
    ...loggedIn,
    title: 'verifyAuthToken',
    operation: 'verifyAuthToken',
    repeatable: true,
    value: { ok: true },
    prepare: plain((session) => (client, options) => client.verifyAuthToken(session, undefined, options)),
  },
  {
    ...loggedIn,
    title: 'getCurrentUser',
    operation: 'getCurrentUser',
    repeatable: true,
    value: { displayName: 'Plain User' },
    prepare: plain((session) => (client, options) => client.getCurrentUser(session, undefined, options)),
  },
  login,
  {
    ...trusted,
    title: 'verify2FA',
    operation: 'verify2FA',
    value: { verified: true, enabled: true },
    prepare: async (world) => {
      const session = await world.logIn('DevUser');
      const code = await world.authenticatorCode('DevUser');
      return { session, secrets: [code], call: (client, options) => client.verify2FA(session, { code: secret(code) }, options) };
    },
  },
  {
    ...trusted,
    title: 'verify2FAEmailCode',
    operation: 'verify2FAEmailCode',
    value: { verified: true },
    prepare: async (world) => {
      const session = await world.logIn('MailUser');
      const code = (await world.lastMail())?.code ?? '';
      return { session, secrets: [code], call: (client, options) => client.verify2FAEmailCode(session, { code: secret(code) }, options) };
    },
  },
  {
    ...trusted,
    title: 'verifyRecoveryCode',
    operation: 'verifyRecoveryCode',
    value: { verified: true },
    prepare: async (world) => {
      const session = await world.logIn('DevUser');
      const call: Prepared['call'] = (client, options) => client.verifyRecoveryCode(session, { code: secret('dev1code') }, options);
      return { session, secrets: ['dev1code', 'dev1-code'], call };
    },
  },
  {
    ...loggedIn,
    title: 'enable2FA',
    operation: 'enable2FA',
    value: { secret: expectSecret(/^[A-Z2-7]{32}$/), qrCodeDataUrl: expectSecret(/^data:image\/png;base64,/) },
    prepare: plain((session) => (client, options) => client.enable2FA(session, undefined, options)),
  },
  {
    ...trusted,
    title: 'verifyPending2FA',
    operation: 'verifyPending2FA',
    value: { verified: true, enabled: true },
    prepare: async (world) => {
      const session = await world.logIn('plainuser');
      await world.client.enable2FA(session);
      const code = await world.authenticatorCode('plainuser');
      return { session, secrets: [code], call: (client, options) => client.verifyPending2FA(session, { code: secret(code) }, options) };
    },
  },
  {
    ...loggedIn,
    title: 'cancelPending2FA',
    operation: 'cancelPending2FA',
    value: { removed: true },
    prepare: async (world) => {
      const session = await world.logIn('plainuser');
      await world.client.enable2FA(session);
      return { session, secrets: [], call: (client, options) => client.cancelPending2FA(session, undefined, options) };
    },
  },
  {
    ...trusted,
    title: 'disable2FA',
    operation: 'disable2FA',
    value: { removed: true },
    prepare: plain(
      (session) => (client, options) => client.disable2FA(session, undefined, options),
      (world) => world.logInWithCode(),
    ),
  },
  {
    ...trusted,
    title: 'getRecoveryCodes',
    operation: 'getRecoveryCodes',
    repeatable: true,
    value: { otp: expectStart({ code: 'dev1code', used: false }) },
    prepare: plain(
      (session) => (client, options) => client.getRecoveryCodes(session, undefined, options),
      (world) => world.logInWithCode(),
    ),
  },
  {
    ...nameless,
    title: 'checkUserExists',
    operation: 'checkUserExists',
    repeatable: true,
    value: { userExists: true, nameOk: true },
    prepare: (world) => {
      const session = world.newSession('');
      const input = { username: 'DevUser' };
      return Promise.resolve({ session, secrets: [], call: (client, options) => client.checkUserExists(session, input, options) });
    },
  },
  {
    ...nameless,
    title: 'confirmEmail',
    operation: 'confirmEmail',
    answers: 'redirect',
    value: { confirmed: true },
    prepare: async (world) => {
      await world.client.resendEmailConfirmation(await world.logIn('plainuser'));
      const token = await world.linkParameter('verify_email');
      const input = { id: await world.linkParameter('id'), verify_email: secret(token) };
      const session = world.newSession('plainuser');
      return { session, secrets: [token], call: (client, options) => client.confirmEmail(session, input, options) };
    },
  },
  {
    ...nameless,
    title: 'verifyLoginPlace',
    operation: 'verifyLoginPlace',
    answers: 'redirect',
    value: { confirmed: true },
    prepare: async (world) => {
      await world.fault('getCurrentUser', 'newLocation', 1);
      await world.logIn('plainuser');
      const token = await world.linkParameter('token');
      const input = { token: secret(token), userId: await world.linkParameter('userId') };
      const session = world.newSession('plainuser');
      return { session, secrets: [token], call: (client, options) => client.verifyLoginPlace(session, input, options) };
    },
  },
  {
    ...loggedIn,
    title: 'resendEmailConfirmation',
    operation: 'resendEmailConfirmation',
    value: { success: { message: 'Verification Email Sent!', status_code: 200 } },
    prepare: plain((session) => (client, options) => client.resendEmailConfirmation(session, undefined, options)),
  },
  {
    ...trusted,
    title: 'logout',
    operation: 'logout',
    cookiesAfter: ['twoFactorAuth'],
    value: { success: { message: 'Ok!', status_code: 200 } },
    prepare: plain(
      (session) => (client, options) => client.logout(session, undefined, options),
      (world) => world.logInWithCode(),
    ),
  },
  {
    ...nameless,
    title: 'registerUserAccount',
    operation: 'registerUserAccount',
    cookiesAfter: ['auth'],
    value: { displayName: 'NewUser' },
    prepare: (world) => {
      const session = world.newSession('newuser');
      const input = {
        username: 'NewUser',
        password: secret('new-user-password'),
        email: 'new.user@example.org',
        year: 1990,
        month: 2,
        day: 3,
        captchaCode: 'dummy-captcha',
        subscribe: false,
        acceptedTOSVersion: 9,
      };
      return Promise.resolve({
        session,
        call: (client, options) => client.registerUserAccount(session, input, options),
        secrets: ['new-user-password', 'dummy-captcha'],
      });
    },
  },
  {
    ...loggedIn,
    title: 'deleteUser',
    operation: 'deleteUser',
    value: { displayName: 'Plain User', accountDeletionDate: expectText(/^\d{4}-/) },
    prepare: async (world) => {
      const session = await world.logIn('plainuser');
      const userId = await world.userId('plainuser');
      return { session, secrets: [], call: (client, options) => client.deleteUser(session, { userId }, options) };
    },
  },
];

function expectText(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}

function expectSecret(pattern: RegExp): unknown {
  return expect.toSatisfy((value) => isSecret(value) && pattern.test(value.reveal()));
}

function expectStart(first: unknown): unknown {
  return expect.arrayContaining([first]);
}
