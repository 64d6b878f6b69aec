import type { IncomingHttpHeaders } from 'node:http';
import * as v from 'valibot';
import type { GatewayAnswer } from './gatewayAnswer.ts';

const texts = v.array(v.string());

/** What a program may change of its user. Email, password and name are not among it. */
const ProfileUpdate = v.strictObject({
  status: v.exactOptional(v.string()),
  statusDescription: v.exactOptional(v.string()),
  bio: v.exactOptional(v.string()),
  bioLinks: v.exactOptional(texts),
  pronouns: v.exactOptional(v.string()),
  tags: v.exactOptional(texts),
  userIcon: v.exactOptional(v.string()),
});

/** Whether a request is `PUT /users/{id}`, which changes the profile, but can change the account, too. */
export function isProfileUpdate(method: string, path: string): boolean {
  return method === 'PUT' && /^\/users\/[^/]+$/.test(path);
}

/**
 * Reads the body of a profile update.
 *
 * @returns the body to send, written anew from what was understood, so that the server cannot understand something else
 */
export function readProfileUpdate(headers: IncomingHttpHeaders, body: Buffer): Buffer | GatewayAnswer {
  const isJson = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(headers['content-type'] ?? '');
  if (!isJson || headers['content-encoding'] !== undefined) return refused(415, 'Send a profile update as JSON, without an encoding.');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return refused(400, 'The body is not JSON.');
  }
  // A list is an object, too.
  const update = v.safeParse(ProfileUpdate, Array.isArray(json) ? null : json);
  if (!update.success) {
    const field = (v.getDotPath(update.issues[0]) ?? 'body').slice(0, 40).replaceAll(/[^\w.]/g, '?');
    return {
      status: 403,
      reason: 'blocked',
      message: `Through the gateway, only status, statusDescription, bio, bioLinks, pronouns, tags and userIcon can be changed, not “${field}”.`,
    };
  }
  return Buffer.from(JSON.stringify(update.output));
}

function refused(status: number, message: string): GatewayAnswer {
  return { status, reason: 'badRequest', message };
}
