import type { Handler } from './call.ts';
import { whenSignedIn } from './caller.ts';
import { makeFriends } from './friends.ts';
import { namedNotification } from './notifications.ts';
import { errorResponse, success } from './responses.ts';
import { findAccountById } from './world.ts';

/** `PUT /auth/user/notifications/{notificationId}/accept`. */
export const acceptFriendRequest: Handler = whenSignedIn((call, { account }) => {
  const notification = namedNotification(call, account);
  const sender = notification?.type === 'friendRequest' ? findAccountById(call.world, notification.senderUserId) : undefined;
  if (!sender) return errorResponse(404, 'Friend request not found');
  makeFriends(call.world, account, sender);
  return success('Friendship accepted');
});
