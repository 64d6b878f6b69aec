import { randomInt } from 'node:crypto';
import { parseBasicCredentials } from './basicCredentials.ts';
import type { Call, Handler } from './call.ts';
import { cancelDeletion, createSession, findCaller } from './caller.ts';
import { setCookie, withCookies } from './cookies.ts';
import { currentUser } from './currentUser.ts';
import { emailCodeLifetimeMs, sessionWindowMs } from './limits.ts';
import { sendLoginPlaceConfirmation } from './loginPlace.ts';
import { errorResponse, missingCredentials, withLookAlikePunctuation } from './responses.ts';
import type { Account, Session, TwoFactorMethod } from './state.ts';
import { takeLoginFault } from './takeFault.ts';
import { isTrusted } from './twoFactorToken.ts';
import { findAccountByName, sendEmail } from './world.ts';

/** `GET /auth/user`: returns the signed-in user, or signs in with user name and password. */
export const getCurrentUser: Handler = (call) => {
  const caller = findCaller(call);
  if (caller) return userOrRequirement(call, caller.account, caller.session);
  const credentials = parseBasicCredentials(call.context.req.header('Authorization'));
  if (credentials === undefined) return missingCredentials();
  if (credentials === 'unreadable') return wrongCredentials();
  const account = findAccountByName(call.world, credentials.name);
  if (account?.password !== credentials.password) {
    if (account) account.failedLogins += 1;
    return wrongCredentials();
  }
  return refusedLogin(call, account) ?? login(call, account);
};

/** Refuses a login despite the right password, if there is a reason to. */
function refusedLogin(call: Call, account: Account): Response | undefined {
  const { world, network } = call;
  const fault = takeLoginFault(world);
  if (fault === 'newLocation' || fault === 'tooManyPlaces') {
    account.knownNetworks = account.knownNetworks.filter((known) => known !== network);
  }
  if (fault === 'tooManyPlaces') {
    sendLoginPlaceConfirmation(call, account);
    return errorResponse(429, withLookAlikePunctuation('Logging in from too many places? Check your email for verification link'));
  }
  if (fault === 'newLocation' || isNewLocation(account, network)) {
    sendLoginPlaceConfirmation(call, account);
    const message = "It looks like you're logging in from somewhere new! Check your email for a message from VRChat.";
    return errorResponse(401, withLookAlikePunctuation(message));
  }
  account.sessionsCreatedAt = account.sessionsCreatedAt.filter((at) => at > world.now() - sessionWindowMs);
  if (fault === 'tooManySessions' || account.sessionsCreatedAt.length >= world.sessionCap) {
    return errorResponse(429, withLookAlikePunctuation(': Created too many sessions for that user'));
  }
  return undefined;
}

/** An account's first login may come from any network, unless an earlier attempt still waits for confirmation. */
function isNewLocation({ knownNetworks, loginPlaceTokens }: Account, network: string): boolean {
  return !knownNetworks.includes(network) && (knownNetworks.length > 0 || loginPlaceTokens.length > 0);
}

function login(call: Call, account: Account): Response {
  const { world } = call;
  account.logins += 1;
  account.sessionsCreatedAt.push(world.now());
  if (!account.knownNetworks.includes(call.network)) account.knownNetworks.push(call.network);
  const trusted = isTrusted(call.cookies.get('twoFactorAuth'), world.state, account, world.now());
  const session = createSession(call, account, trusted ? [] : twoFactorMethodsOf(account));
  if (session.requires.includes('emailOtp')) sendEmailCode(call, account);
  return withCookies(userOrRequirement(call, account, session), [setCookie('auth', session.token, session.expiresAt)]);
}

function userOrRequirement(call: Call, account: Account, session: Session): Response {
  if (session.requires.length > 0) return Response.json({ requiresTwoFactorAuth: session.requires });
  cancelDeletion(call, account);
  account.lastLoginAt = session.createdAt;
  return Response.json(currentUser(account));
}

function twoFactorMethodsOf(account: Account): TwoFactorMethod[] {
  if (account.authenticator) return ['totp', 'otp'];
  return account.withoutAuthenticator === 'email' ? ['emailOtp'] : [];
}

/** Sends a new two-factor code by email. It replaces the previous one. */
function sendEmailCode(call: Call, account: Account): void {
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  account.emailCode = { code, expiresAt: call.world.now() + emailCodeLifetimeMs };
  sendEmail(call.world, {
    to: account.email,
    subject: 'Your One-Time Code',
    text: `Your one-time code is ${code}. It expires in 15 minutes.`,
    code,
  });
}

function wrongCredentials(): Response {
  return errorResponse(401, 'Invalid Username/Email or Password');
}
