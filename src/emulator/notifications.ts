import { randomUUID } from 'node:crypto';
import type { Call, Handler } from './call.ts';
import { whenSignedIn } from './caller.ts';
import { isoTime } from './currentUser.ts';
import { page } from './page.ts';
import { sendEvent } from './pipeline.ts';
import { errorResponse } from './responses.ts';
import type { Account, Notification } from './state.ts';
import { findAccountById, type World } from './world.ts';

/** Gives an account a new notification, and sends it through the pipeline. */
export function addNotification(
  world: World,
  receiver: Account,
  content: Pick<Notification, 'type' | 'senderUserId' | 'message' | 'details'>,
): Notification {
  const notification: Notification = { ...content, id: `not_${randomUUID()}`, seen: false, createdAt: world.now() };
  receiver.notifications = [...receiver.notifications, notification];
  sendEvent(world, receiver.userId, 'notification', { ...describeNotification(world, notification), details: notification.details });
  return notification;
}

/** The API's v1 `Notification`. Its `details` are JSON in a string. */
export function describeNotification(world: World, notification: Notification): Record<string, unknown> {
  const { id, type, senderUserId, message, details, seen, createdAt } = notification;
  return {
    id,
    type,
    senderUserId,
    senderUsername: findAccountById(world, senderUserId)?.displayName ?? '',
    message,
    details: JSON.stringify(details),
    seen,
    created_at: isoTime(createdAt),
  };
}

/** `GET /auth/user/notifications`, newest first; `type` selects one type. */
export const getNotifications: Handler = whenSignedIn((call, { account }) => {
  const type = call.context.req.query('type');
  const wanted = account.notifications.filter((notification) => type === undefined || type === 'all' || notification.type === type);
  return Response.json(page(call, wanted.toReversed()).map((notification) => describeNotification(call.world, notification)));
});

/** `PUT /auth/user/notifications/clear`. */
export const clearNotifications: Handler = whenSignedIn(({ world }, { account }) => {
  account.notifications = [];
  sendEvent(world, account.userId, 'clear-notification', undefined);
  return Response.json({ success: { message: 'OK', status_code: 200 } });
});

/** `PUT /auth/user/notifications/{notificationId}/see`. */
export const markNotificationAsRead: Handler = whenSignedIn((call, { account }) => {
  const notification = namedNotification(call, account);
  if (!notification) return noSuchNotification();
  notification.seen = true;
  sendEvent(call.world, account.userId, 'see-notification', notification.id);
  return Response.json(describeNotification(call.world, notification));
});

/** `PUT /auth/user/notifications/{notificationId}/hide`: deletes it. */
export const deleteNotification: Handler = whenSignedIn((call, { account }) => {
  const notification = namedNotification(call, account);
  if (!notification) return noSuchNotification();
  account.notifications = account.notifications.filter((other) => other !== notification);
  sendEvent(call.world, account.userId, 'hide-notification', notification.id);
  return Response.json(describeNotification(call.world, notification));
});

/** The notification of this account that the path names. */
export function namedNotification({ context }: Call, account: Account): Notification | undefined {
  return account.notifications.find(({ id }) => id === context.req.param('notificationId'));
}

export function noSuchNotification(): Response {
  return errorResponse(404, 'Notification not found');
}
