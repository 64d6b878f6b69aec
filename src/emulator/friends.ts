import type { Handler } from './call.ts';
import { whenSignedIn } from './caller.ts';
import { addNotification, describeNotification } from './notifications.ts';
import { page } from './page.ts';
import { sendEvent } from './pipeline.ts';
import { errorResponse, success } from './responses.ts';
import type { Account } from './state.ts';
import { limitedUserFriend, namedAccount, noSuchUser, otherUser } from './users.ts';
import { findAccountById, type World } from './world.ts';

/** `GET /auth/user/friends`. Everyone in the emulator is offline, so without `offline=true` the list is empty, as on the real service. */
export const getFriends: Handler = whenSignedIn((call, { account }) => {
  if (call.context.req.query('offline') !== 'true') return Response.json([]);
  const friends = account.friends.flatMap((id) => findAccountById(call.world, id) ?? []);
  return Response.json(page(call, friends).map(limitedUserFriend));
});

/** `GET /user/{userId}/friendStatus`. */
export const getFriendStatus: Handler = whenSignedIn((call, { account }) => {
  const other = namedAccount(call);
  if (!other) return noSuchUser();
  return Response.json({
    isFriend: account.friends.includes(other.userId),
    incomingRequest: hasRequestFrom(account, other),
    outgoingRequest: hasRequestFrom(other, account),
  });
});

/** `POST /user/{userId}/friendRequest`. A request to someone who has sent one accepts theirs. */
export const friend: Handler = whenSignedIn((call, { account }) => {
  const other = namedAccount(call);
  if (!other || other === account) return noSuchUser();
  if (account.friends.includes(other.userId)) return errorResponse(400, 'Users are already friends!');
  if (hasRequestFrom(account, other)) {
    makeFriends(call.world, account, other);
    return success('Friendship accepted');
  }
  if (hasRequestFrom(other, account)) return errorResponse(400, 'Friend request already sent');
  const notification = addNotification(call.world, other, {
    type: 'friendRequest',
    senderUserId: account.userId,
    message: '',
    details: {},
  });
  return Response.json(describeNotification(call.world, notification));
});

/** `DELETE /user/{userId}/friendRequest`: takes back a friend request. */
export const deleteFriendRequest: Handler = whenSignedIn((call, { account }) => {
  const other = namedAccount(call);
  if (!other) return noSuchUser();
  if (!hasRequestFrom(other, account)) return errorResponse(404, 'Friend request not found');
  removeRequest(other, account);
  return success('Friend request deleted');
});

/** `DELETE /auth/user/friends/{userId}`: ends a friendship. */
export const unfriend: Handler = whenSignedIn((call, { account }) => {
  const other = namedAccount(call);
  if (!other || !account.friends.includes(other.userId)) return errorResponse(400, 'These users are not friends');
  for (const [one, two] of pairs(account, other)) {
    one.friends = one.friends.filter((id) => id !== two.userId);
    sendEvent(call.world, one.userId, 'friend-delete', { userId: two.userId });
  }
  return success('Friendship destroyed');
});

/** Makes two accounts friends and drops their friend requests. */
export function makeFriends(world: World, account: Account, other: Account): void {
  for (const [one, two] of pairs(account, other)) {
    removeRequest(one, two);
    if (!one.friends.includes(two.userId)) one.friends = [...one.friends, two.userId];
    sendEvent(world, one.userId, 'friend-add', { userId: two.userId, user: otherUser(two, one) });
  }
}

function pairs(one: Account, other: Account): readonly (readonly [Account, Account])[] {
  return [
    [one, other],
    [other, one],
  ];
}

function hasRequestFrom(receiver: Account, sender: Account): boolean {
  return receiver.notifications.some(({ type, senderUserId }) => type === 'friendRequest' && senderUserId === sender.userId);
}

function removeRequest(receiver: Account, sender: Account): void {
  receiver.notifications = receiver.notifications.filter(
    ({ type, senderUserId }) => type !== 'friendRequest' || senderUserId !== sender.userId,
  );
}
