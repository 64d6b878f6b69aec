const userId = 'usr_7d0bd0a2-6c5a-4ba5-9aa9-9f5f9d3a1c11';
const worldId = 'wrld_4432ea9b-729c-46e3-8eaf-846aa0a37fdd';
const user = {
  id: userId,
  displayName: 'A Friend',
  developerType: 'none',
  friendKey: '7d0bd0a26c5a4ba59aa99f5f9d3a1c11',
  iconUrl: '',
  isFriend: true,
  last_platform: 'standalonewindows',
  state: 'online',
  status: 'active',
  statusDescription: '',
  tags: ['system_trust_known'],
};

/** The content of one event of each of six types, with the fields that the community's documentation names. */
export const eventFixtures: Readonly<Record<string, unknown>> = {
  'friend-online': { userId, platform: 'standalonewindows', location: `${worldId}:12345`, canRequestInvite: true, user },
  // The documentation writes `userid`, the newest schema `userId`.
  'friend-active': { userid: userId, userId, platform: 'web', user: { ...user, state: 'active' } },
  'friend-offline': { userId, platform: '' },
  'friend-location': {
    userId,
    location: `${worldId}:12345`,
    travelingToLocation: '',
    worldId,
    canRequestInvite: true,
    user,
  },
  notification: {
    id: 'not_2b0b6c55-0f6a-4b7e-8c29-6f4ff9b3a2d0',
    type: 'friendRequest',
    senderUserId: userId,
    senderUsername: 'A Friend',
    message: '',
    details: {},
    seen: false,
    created_at: '2026-11-25T08:00:00.000Z',
  },
  'see-notification': 'not_2b0b6c55-0f6a-4b7e-8c29-6f4ff9b3a2d0',
};
