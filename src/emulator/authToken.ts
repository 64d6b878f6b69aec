import type { Handler } from './call.ts';
import { whenSignedIn, withSession } from './caller.ts';
import { clearingCookies, withCookies } from './cookies.ts';
import { success } from './responses.ts';

/** `GET /auth`: confirms that the cookie belongs to a session, even if that session still needs a two-factor code. */
export const verifyAuthToken: Handler = withSession((_call, { session }) => Response.json({ ok: true, token: session.token }));

/** `PUT /logout`: ends the session. */
export const logout: Handler = whenSignedIn(({ world }, { session }) => {
  world.state.sessions = world.state.sessions.filter((other) => other !== session);
  return withCookies(success('Ok!'), clearingCookies);
});
