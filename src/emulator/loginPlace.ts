import { randomUUID } from 'node:crypto';
import type { Call, Handler } from './call.ts';
import type { Account } from './state.ts';
import { sendEmail } from './world.ts';

/** Sends a link that adds the request's network to the account's known ones. */
export function sendLoginPlaceConfirmation(call: Call, account: Account): void {
  const token = randomUUID();
  account.loginPlaceTokens.push({ token, network: call.network });
  const link = `${call.origin}/api/1/auth/verifyLoginPlace?token=${token}&userId=${account.userId}`;
  sendEmail(call.world, {
    to: account.email,
    subject: 'Login Attempt From a New Location',
    text: `Somebody tried to log in as ${account.displayName} from a new location (${call.network}). If it was you, open ${link} and log in again.`,
    link,
  });
}

/** `GET /auth/verifyLoginPlace`: the link from the email, which users open in a browser. They then have to log in again. */
export const verifyLoginPlace: Handler = ({ world, context, origin }) => {
  const token = context.req.query('token');
  const userId = context.req.query('userId');
  const account = world.state.accounts.find(
    (candidate) =>
      (userId === undefined || candidate.userId === userId) && candidate.loginPlaceTokens.some((place) => place.token === token),
  );
  const place = account?.loginPlaceTokens.find((candidate) => candidate.token === token);
  if (!account || !place) return context.redirect(`${origin}/home/failedverifyloginplace`, 302);
  account.loginPlaceTokens = account.loginPlaceTokens.filter((candidate) => candidate !== place);
  if (!account.knownNetworks.includes(place.network)) account.knownNetworks.push(place.network);
  return context.redirect(`${origin}/home/succeedverifyloginplace`, 302);
};
