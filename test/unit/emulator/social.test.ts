import { describe, expect, test } from 'vitest';
import { plainUser, openEmulator, signInDevUser, testClient, type TestClient } from './testClient.ts';

/** DevUser and plainuser, both signed in. */
async function openTwo() {
  const dev = await openEmulator();
  await signInDevUser(dev);
  const plain = testClient(dev.address);
  await plain.logIn(plainUser);
  const { userId: devId } = await dev.account('DevUser');
  const { userId: plainId } = await dev.account('plainuser');
  return { dev, plain, devId, plainId };
}

async function makeFriends(dev: TestClient, plain: TestClient, plainId: string) {
  await dev.send('POST', `/user/${plainId}/friendRequest`);
  const [request] = (await plain.send('GET', '/auth/user/notifications')).body as { id: string }[];
  return plain.send('PUT', `/auth/user/notifications/${request?.id ?? ''}/accept`);
}

/** From the community's specification 1.20.8. */
const requiredOfUser = [
  ...['ageVerificationStatus', 'ageVerified', 'allowAvatarCopying', 'bio', 'bioLinks', 'currentAvatarImageUrl', 'currentAvatarTags'],
  ...['currentAvatarThumbnailImageUrl', 'date_joined', 'developerType', 'displayName', 'friendKey', 'id', 'isFriend', 'last_activity'],
  ...['last_login', 'last_platform', 'profilePicOverride', 'profilePicOverrideThumbnail', 'pronouns', 'state', 'status'],
  ...['statusDescription', 'tags', 'userIcon'],
];
const requiredOfFriend = [
  ...['developerType', 'displayName', 'friendKey', 'id', 'imageUrl', 'isFriend', 'last_activity', 'last_login', 'last_mobile'],
  ...['last_platform', 'location', 'platform', 'status', 'statusDescription', 'tags'],
];

describe('users', () => {
  test('another user has the required fields, the own ID returns the current user', async () => {
    const { dev, devId, plainId } = await openTwo();
    const { body } = await dev.send('GET', `/users/${plainId}`);
    expect(Object.keys(body as object)).toEqual(expect.arrayContaining(requiredOfUser));
    expect((await dev.send('GET', `/users/${devId}`)).body).toHaveProperty('twoFactorAuthEnabled', true);
    expect((await dev.send('GET', '/users/usr_nobody')).status).toBe(404);
  });

  test('are found by a part of their name, page by page', async () => {
    const { dev } = await openTwo();
    const names = async (query: string) =>
      ((await dev.send('GET', `/users?${query}`)).body as { displayName: string }[]).map(({ displayName }) => displayName);
    expect(await names('search=user')).toEqual(['DevUser', 'MailUser', 'Plain User']);
    expect(await names('search=user&n=1&offset=1')).toEqual(['MailUser']);
  });

  test('change their own status and nobody else’s', async () => {
    const { dev, devId, plainId } = await openTwo();
    const { body } = await dev.send('PUT', `/users/${devId}`, { json: { status: 'busy', statusDescription: 'testing', bio: 'hello' } });
    expect(body).toMatchObject({ status: 'busy', statusDescription: 'testing', bio: 'hello' });
    expect((await dev.send('GET', `/profile/${devId}`)).body).toMatchObject({ bio: 'hello' });
    expect((await dev.send('PUT', `/users/${plainId}`, { json: { status: 'busy' } })).status).toBe(403);
    expect((await dev.send('PUT', `/users/${devId}`, { json: { status: 'sleeping' } })).status).toBe(400);
    expect((await dev.send('PUT', `/users/${devId}`, { json: { email: 'a@b.org' } })).status).toBe(400);
  });
});

describe('friends', () => {
  test('are made by a request and its acceptance, and listed on both sides', async () => {
    const { dev, plain, devId, plainId } = await openTwo();
    expect((await makeFriends(dev, plain, plainId)).status).toBe(200);
    const [friend] = (await plain.send('GET', '/auth/user/friends?offline=true')).body as object[];
    expect(Object.keys(friend ?? {})).toEqual(expect.arrayContaining(requiredOfFriend));
    expect((await dev.send('GET', `/user/${plainId}/friendStatus`)).body).toMatchObject({ isFriend: true, outgoingRequest: false });
    expect((await dev.send('GET', '/auth/user')).body).toMatchObject({ friends: [plainId] });
    expect((await dev.send('POST', `/user/${plainId}/friendRequest`)).status).toBe(400);
    await plain.send('DELETE', `/auth/user/friends/${devId}`);
    expect((await dev.send('GET', '/auth/user/friends?offline=true')).body).toEqual([]);
  });

  test('a request can be taken back', async () => {
    const { dev, plain, devId, plainId } = await openTwo();
    await dev.send('POST', `/user/${plainId}/friendRequest`);
    expect((await plain.send('GET', `/user/${devId}/friendStatus`)).body).toMatchObject({ incomingRequest: true });
    await dev.send('DELETE', `/user/${plainId}/friendRequest`);
    expect((await plain.send('GET', '/auth/user/notifications')).body).toEqual([]);
  });
});

describe('notifications and invites', () => {
  test('have their details as JSON in a string, and can be seen, hidden and cleared', async () => {
    const { dev, plain, plainId } = await openTwo();
    await makeFriends(dev, plain, plainId);
    expect((await dev.send('POST', `/invite/${plainId}`, { json: { instanceId: 'wrld_1:2' } })).body).toMatchObject({
      receiverUserId: plainId,
    });
    await dev.send('POST', `/requestInvite/${plainId}`);
    const list = async () => (await plain.send('GET', '/auth/user/notifications')).body as { id: string; type: string; details: string }[];
    const [newest, invite] = await list();
    expect([newest?.type, invite?.type, invite?.details]).toEqual([
      'requestInvite',
      'invite',
      '{"worldId":"wrld_1:2","worldName":"A world"}',
    ]);
    expect((await plain.send('PUT', `/auth/user/notifications/${invite?.id ?? ''}/see`)).body).toMatchObject({ seen: true });
    expect((await plain.send('POST', `/invite/${newest?.id ?? ''}/response`, { json: { responseSlot: 0 } })).status).toBe(200);
    await plain.send('PUT', `/auth/user/notifications/${invite?.id ?? ''}/hide`);
    expect(await list()).toHaveLength(1);
    await plain.send('PUT', '/auth/user/notifications/clear');
    expect(await list()).toEqual([]);
    expect((await dev.send('GET', '/auth/user/notifications')).body).toMatchObject([{ type: 'requestInviteResponse' }]);
  });

  test('only friends can be invited, but everyone can invite themselves', async () => {
    const { dev, plainId, devId } = await openTwo();
    expect((await dev.send('POST', `/invite/${plainId}`, { json: { instanceId: 'wrld_1:2' } })).status).toBe(403);
    expect((await dev.send('POST', '/invite/myself/to/wrld_1:2')).body).toMatchObject({ receiverUserId: devId, type: 'invite' });
  });
});

test('nothing of this works without a session', async () => {
  const client = await openEmulator();
  for (const path of ['/users/usr_1', '/users?search=x', '/auth/user/friends', '/auth/user/notifications', '/file/file_1']) {
    expect((await client.send('GET', path)).status, path).toBe(401);
  }
});
