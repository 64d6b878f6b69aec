import type { IncomingMessage } from 'node:http';
import type { GatewayAnswer } from './gatewayAnswer.ts';
import type { LentSession } from './ports.ts';

/**
 * A login by a program, as SDKs begin with, is none: it is answered with the session's user. Its password is never looked at.
 *
 * @returns the refusal of a login that names another account
 */
export function refusedLogin({ headers }: IncomingMessage, session: LentSession): GatewayAnswer | undefined {
  const encoded = /^Basic\s+([A-Za-z0-9+/_=-]+)\s*$/i.exec(headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const name = readName(encoded);
  const isOwn = name === '' || [...session.loginNames, session.account.userId].some((own) => own.toLowerCase() === name.toLowerCase());
  if (isOwn) return undefined;
  return {
    status: 403,
    reason: 'otherAccount',
    message:
      'This gateway address belongs to another account than the program wants to log in to. Remove the user name and password from the program.',
  };
}

/** The name before the colon, in clear. */
function readName(encoded: string): string {
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const name = decoded.slice(0, Math.max(0, decoded.indexOf(':')));
  try {
    return decodeURIComponent(name).trim();
  } catch {
    return name.trim();
  }
}
