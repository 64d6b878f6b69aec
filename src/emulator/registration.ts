import * as v from 'valibot';
import { readJson, type Handler } from './call.ts';
import { createSession } from './caller.ts';
import { setCookie, withCookies } from './cookies.ts';
import { currentUser } from './currentUser.ts';
import { sendEmailConfirmation } from './emailConfirmation.ts';
import { newAccount } from './initialState.ts';
import { errorResponse } from './responses.ts';
import type { Account } from './state.ts';
import { findAccountByName } from './world.ts';

const isUserName = (name: string) => name.length >= 4 && name.length <= 15;

const requestSchema = v.object({
  acceptedTOSVersion: v.pipe(v.number(), v.integer()),
  captchaCode: v.string(),
  day: v.string(),
  month: v.string(),
  year: v.string(),
  email: v.pipe(v.string(), v.regex(/^[^@\s]+@[^@\s]+$/, 'must be an email address')),
  password: v.pipe(v.string(), v.minLength(8, 'must have at least 8 characters')),
  subscribe: v.boolean(),
  username: v.pipe(v.string(), v.check(isUserName, 'must have 4 to 15 characters')),
});

/** `GET /auth/exists`: tells whether one account has all the given names. */
export const checkUserExists: Handler = ({ world, context }) => {
  const { email = '', displayName = '', username = '', excludeUserId } = context.req.query();
  if (email === '' && displayName === '' && username === '') return errorResponse(400, 'username, email, or displayName required');
  const wanted = { email, displayName, username };
  const userExists = world.state.accounts.some((account) => account.userId !== excludeUserId && hasNames(account, wanted));
  const name = username === '' ? displayName : username;
  return Response.json({ userExists, nameOk: isUserName(name) });
};

function hasNames(account: Account, wanted: Pick<Account, 'email' | 'displayName' | 'username'>): boolean {
  const has = (own: string, asked: string) => asked === '' || own.toLowerCase() === asked.toLowerCase();
  return has(account.email, wanted.email) && has(account.displayName, wanted.displayName) && has(account.username, wanted.username);
}

/** `POST /auth/register`: creates an account and signs it in. */
export const registerUserAccount: Handler = (call) => {
  const { world } = call;
  const request = v.safeParse(requestSchema, readJson(call));
  if (!request.success) {
    const [issue] = request.issues;
    return errorResponse(400, `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
  }
  const { username, email, password, acceptedTOSVersion } = request.output;
  if (findAccountByName(world, username)) return errorResponse(400, 'That username is already taken');
  if (findAccountByName(world, email)) return errorResponse(400, 'That email is already in use');
  const account: Account = { ...newAccount({ username, email, password, displayName: username }, world.now()), acceptedTOSVersion };
  account.knownNetworks.push(call.network);
  world.state.accounts.push(account);
  sendEmailConfirmation(call, account);
  const { token, expiresAt } = createSession(call, account, []);
  return withCookies(Response.json({ ...currentUser(account), authToken: token }), [setCookie('auth', token, expiresAt)]);
};
