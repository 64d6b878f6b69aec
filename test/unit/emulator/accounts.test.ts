import { describe, expect, test } from 'vitest';
import { demoAccounts } from '../../../src/emulator/accountSeed.ts';
import { messageOf, openEmulator, plainUser, textLike } from './testClient.ts';

const registration = {
  acceptedTOSVersion: 9,
  captchaCode: 'none',
  day: '1',
  month: '2',
  year: '2000',
  email: 'new.user@example.org',
  password: 'new-user-password',
  subscribe: false,
  username: 'NewUser',
};

describe('checking whether a name is taken', () => {
  test.each([
    ['a user name in any case', { username: 'PLAINUSER' }, { userExists: true, nameOk: true }],
    ['a display name', { displayName: 'Plain User' }, { userExists: true, nameOk: true }],
    ['an email address', { email: 'plain.user@example.org' }, { userExists: true, nameOk: false }],
    ['a free name', { username: 'somebody' }, { userExists: false, nameOk: true }],
    ['a name that is too short', { username: 'abc' }, { userExists: false, nameOk: false }],
    ['a name that is too long', { username: 'abcdefghijklmnop' }, { userExists: false, nameOk: false }],
    ['names of two accounts', { username: 'plainuser', email: 'dev.user@example.org' }, { userExists: false, nameOk: true }],
  ])('%s', async (_what, query, body) => {
    const client = await openEmulator();
    expect(await client.send('GET', `/auth/exists?${new URLSearchParams(query).toString()}`)).toMatchObject({ status: 200, body });
  });

  test('ignores the excluded user', async () => {
    const client = await openEmulator();
    const userId = (await client.account('plainuser')).userId;
    expect((await client.send('GET', `/auth/exists?username=plainuser&excludeUserId=${userId}`)).body).toMatchObject({ userExists: false });
  });

  test.each(['', '?username=', '?excludeUserId=usr_x'])('rejects the query "%s" without a name', async (query) => {
    const client = await openEmulator();
    const reply = await client.send('GET', `/auth/exists${query}`);
    expect([reply.status, messageOf(reply)]).toEqual([400, 'username, email, or displayName required']);
  });
});

describe('registering', () => {
  test('signs in, and sends a link that confirms the email address', async () => {
    const client = await openEmulator();
    const reply = await client.send('POST', '/auth/register', { json: registration });
    expect(reply).toMatchObject({
      status: 200,
      body: { username: 'NewUser', emailVerified: false, authToken: reply.cookies.auth, tags: [] },
    });
    expect((await client.send('GET', '/auth/user')).body).toMatchObject({ username: 'NewUser' });

    const mail = await client.lastMail();
    expect(mail).toMatchObject({ to: registration.email, link: textLike(/\/api\/1\/auth\/confirmEmail\?id=usr_[^&]+&verify_email=eml_/) });
    const opened = await client.send('GET', mail?.link ?? '');
    expect([opened.status, opened.headers.get('Location')]).toEqual([302, `${client.origin}/home/succeedconfirmemail`]);
    const { body } = await client.send('GET', '/auth/user');
    expect(body).toMatchObject({ emailVerified: true });
    expect(body).not.toHaveProperty('authToken');
  });

  test('lets the new account sign in with its password and an email code', async () => {
    const client = await openEmulator();
    await client.send('POST', '/auth/register', { json: registration });
    client.setCookies({});
    const reply = await client.logIn({ name: registration.email, password: registration.password });
    expect(reply.body).toEqual({ requiresTwoFactorAuth: ['emailOtp'] });
  });

  test.each([
    ['a short password', { password: '1234567' }, 'password: must have at least 8 characters'],
    ['a short name', { username: 'abc' }, 'username: must have 4 to 15 characters'],
    ['a long name', { username: 'abcdefghijklmnop' }, 'username: must have 4 to 15 characters'],
    ['an invalid email address', { email: 'nobody' }, 'email: must be an email address'],
    ['a taken name', { username: 'devuser' }, 'That username is already taken'],
    ['a taken email address', { email: 'DEV.USER@example.org' }, 'That email is already in use'],
  ])('fails with %s', async (_what, change, message) => {
    const client = await openEmulator();
    const reply = await client.send('POST', '/auth/register', { json: { ...registration, ...change } });
    expect([reply.status, messageOf(reply), reply.cookies]).toEqual([400, message, {}]);
  });

  test.each(Object.keys(registration))('fails without %s', async (field) => {
    const client = await openEmulator();
    const json = Object.fromEntries(Object.entries(registration).filter(([name]) => name !== field));
    expect((await client.send('POST', '/auth/register', { json })).status).toBe(400);
  });
});

describe('confirming the email address', () => {
  const unverified = demoAccounts.map((account) => ({ ...account, emailVerified: false }));

  test('accepts only the link of the latest email', async () => {
    const client = await openEmulator({ accounts: unverified });
    await client.logIn(plainUser);
    for (let mails = 0; mails < 2; mails += 1) {
      expect(await client.send('POST', '/auth/user/resendEmail')).toMatchObject({
        status: 200,
        body: { success: { message: 'Verification Email Sent!', status_code: 200 } },
      });
    }
    const [first, second] = await client.mailbox();
    const destination = async (link = '') => (await client.send('GET', link)).headers.get('Location');
    expect(await destination(first?.link)).toBe(`${client.origin}/home/failedconfirmemail`);
    expect(await client.account('plainuser')).toMatchObject({ emailVerified: false });
    expect(await destination(second?.link)).toBe(`${client.origin}/home/succeedconfirmemail`);
    expect(await client.account('plainuser')).toMatchObject({ emailVerified: true });
  });

  test('fails without the token from the email', async () => {
    const client = await openEmulator({ accounts: unverified });
    const userId = (await client.account('plainuser')).userId;
    const opened = await client.send('GET', `/auth/confirmEmail?id=${userId}`);
    expect([opened.status, opened.headers.get('Location')]).toEqual([302, `${client.origin}/home/failedconfirmemail`]);
  });
});

describe('deleting an account', () => {
  const now = Date.UTC(2026, 0, 1);

  async function deleted() {
    const client = await openEmulator({ now: () => now });
    await client.logIn(plainUser);
    const userId = (await client.account('plainuser')).userId;
    return { client, userId, reply: await client.send('PUT', `/users/${userId}/delete`) };
  }

  test('is scheduled two weeks ahead', async () => {
    const { reply } = await deleted();
    expect(reply).toMatchObject({
      status: 200,
      body: {
        accountDeletionDate: '2026-01-15',
        accountDeletionLog: [
          { message: 'Deletion requested', deletionScheduled: '2026-01-15T00:00:00.000Z', dateTime: '2026-01-01T00:00:00.000Z' },
        ],
      },
    });
  });

  test.each(['/auth/user', '/auth'])('is canceled by a request to %s', async (path) => {
    const { client } = await deleted();
    await client.send('GET', path);
    expect((await client.send('GET', '/auth/user')).body).toMatchObject({
      accountDeletionDate: null,
      accountDeletionLog: [{ message: 'Deletion requested' }, { message: 'Deletion canceled' }],
    });
  });

  test('is canceled by signing in', async () => {
    const { client } = await deleted();
    client.setCookies({});
    expect((await client.logIn(plainUser)).body).toMatchObject({ accountDeletionDate: null });
  });

  test('happens after two weeks without a request', async () => {
    const { client } = await deleted();
    await client.advance(14 * 86_400);
    expect((await client.send('GET', '/auth')).status).toBe(401);
    expect(messageOf(await client.logIn(plainUser))).toBe('Invalid Username/Email or Password');
  });

  test("is refused for another user's account", async () => {
    const client = await openEmulator();
    await client.logIn(plainUser);
    const other = (await client.account('DevUser')).userId;
    expect((await client.send('PUT', `/users/${other}/delete`)).status).toBe(403);
  });
});
