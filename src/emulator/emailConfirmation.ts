import { randomUUID } from 'node:crypto';
import type { Call, Handler } from './call.ts';
import { whenSignedIn } from './caller.ts';
import { success } from './responses.ts';
import type { Account } from './state.ts';
import { sendEmail } from './world.ts';

/** Sends a link that confirms the account's address. Earlier links stop working. */
export function sendEmailConfirmation(call: Call, account: Account): void {
  account.emailToken = `eml_${randomUUID()}`;
  const link = `${call.origin}/api/1/auth/confirmEmail?id=${account.userId}&verify_email=${account.emailToken}`;
  sendEmail(call.world, {
    to: account.email,
    subject: 'Verify Your Email Address',
    text: `Open ${link} to confirm that this address belongs to ${account.displayName}.`,
    link,
  });
}

/** `POST /auth/user/resendEmail`: sends another email with a confirmation link. */
export const resendEmailConfirmation: Handler = whenSignedIn((call, { account }) => {
  sendEmailConfirmation(call, account);
  return success('Verification Email Sent!');
});

/** `GET /auth/confirmEmail`: the link from the email, which users open in a browser. */
export const confirmEmail: Handler = ({ world, context, origin }) => {
  const id = context.req.query('id');
  const token = context.req.query('verify_email');
  const account = world.state.accounts.find(({ userId, emailToken }) => userId === id && emailToken === token);
  if (!account) return context.redirect(`${origin}/home/failedconfirmemail`, 302);
  account.emailVerified = true;
  account.emailToken = null;
  return context.redirect(`${origin}/home/succeedconfirmemail`, 302);
};
