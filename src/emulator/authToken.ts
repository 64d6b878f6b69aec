import type { Handler } from './call.ts';
import { whenSignedIn, withSession } from './caller.ts';
import { clearingCookies, withCookies } from './cookies.ts';
import { success } from './responses.ts';

/** `GET /auth`: whether the cookie is a session's; says yes while a second factor is still owed. */
export const verifyAuthToken: Handler = withSession((_call, { session }) => Response.json({ ok: true, token: session.token }));

/** `PUT /logout`: ends the session. */
export const logout: Handler = whenSignedIn(({ world }, { session }) => {
  world.state.sessions = world.state.sessions.filter((other) => other !== session);
  return withCookies(success('Ok!'), clearingCookies);
});
