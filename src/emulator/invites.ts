import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { readJson, type Call, type Handler } from './call.ts';
import { whenSignedIn } from './caller.ts';
import { isoTime } from './currentUser.ts';
import { addNotification, namedNotification, noSuchNotification } from './notifications.ts';
import { errorResponse } from './responses.ts';
import type { Account, Notification } from './state.ts';
import { namedAccount, noSuchUser } from './users.ts';
import { findAccountById } from './world.ts';

const inviteSchema = v.object({ instanceId: v.string(), messageSlot: v.optional(v.number()) });
const responseSchema = v.object({ responseSlot: v.pipe(v.number(), v.integer(), v.minValue(0)) });

/** The API's `SentNotification`. */
function sentNotification({ id, type, senderUserId, message, details, createdAt }: Notification, receiverUserId: string) {
  return Response.json({ id, type, senderUserId, receiverUserId, message, details, created_at: isoTime(createdAt) });
}

function send(call: Call, sender: Account, type: Notification['type'], details: Readonly<Record<string, unknown>>): Response {
  const receiver = namedAccount(call);
  if (!receiver) return noSuchUser();
  if (!sender.friends.includes(receiver.userId)) return errorResponse(403, "You can't invite users who aren't your friend");
  return sentNotification(
    addNotification(call.world, receiver, { type, senderUserId: sender.userId, message: '', details }),
    receiver.userId,
  );
}

/** `POST /invite/{userId}` with `{"instanceId": "wrld_…:…"}`. */
export const inviteUser: Handler = whenSignedIn((call, { account }) => {
  const body = v.safeParse(inviteSchema, readJson(call));
  return body.success
    ? send(call, account, 'invite', { worldId: body.output.instanceId, worldName: 'A world' })
    : errorResponse(400, 'instanceId is required');
});

/** `POST /requestInvite/{userId}`. */
export const requestInvite: Handler = whenSignedIn((call, { account }) => send(call, account, 'requestInvite', {}));

/** `POST /invite/myself/to/{worldId}:{instanceId}`. */
export const inviteMyselfTo: Handler = whenSignedIn((call, { account }) =>
  sentNotification(
    {
      id: `not_${randomUUID()}`,
      type: 'invite',
      senderUserId: account.userId,
      message: '',
      details: { worldId: call.context.req.param('location') ?? '' },
      seen: false,
      createdAt: call.world.now(),
    },
    account.userId,
  ),
);

/** `POST /invite/{notificationId}/response` with `{"responseSlot": 0}`. */
export const respondInvite: Handler = whenSignedIn((call, { account }) => {
  const notification = namedNotification(call, account);
  const sender = notification && findAccountById(call.world, notification.senderUserId);
  if (!notification || !sender) return noSuchNotification();
  const body = v.safeParse(responseSchema, readJson(call));
  if (!body.success) return errorResponse(400, 'responseSlot is required');
  const type = notification.type === 'requestInvite' ? 'requestInviteResponse' : 'inviteResponse';
  const details = { inResponseTo: notification.id, responseSlot: body.output.responseSlot };
  const response = addNotification(call.world, sender, { type, senderUserId: account.userId, message: '', details });
  return sentNotification(response, sender.userId);
});
