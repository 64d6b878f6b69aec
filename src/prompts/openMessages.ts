import { accountKey, type AccountId } from '../accounts/accountId.ts';

/** A notification that the user has not closed yet. */
interface OpenMessage {
  readonly text: string;
  /** Settles once it is closed. */
  readonly closed: Promise<unknown>;
}

/** What a notification about an account says: what is wrong with its session, or that it was signed in to. */
type Subject = 'problem' | 'signedIn';

/** By subject and account. The bundles that are loaded on demand share this module; the one that activation reads must not import it. */
const messages = new Map<string, OpenMessage>();

const keyOf = (account: AccountId, subject: Subject): string => `${subject} ${accountKey(account)}`;

/**
 * The notification about an account that is open in this window. VS Code lets no extension withdraw one, so there is one of a subject at most:
 * what nobody has asked for waits until it is closed, and is dropped if it is no longer true; what answers the user is said elsewhere, in a dialog
 * or in the status bar. One with the same words replaces it.
 */
export function openMessage(account: AccountId, subject: Subject = 'problem'): OpenMessage | undefined {
  return messages.get(keyOf(account, subject));
}

/**
 * Notes that a notification about an account is open.
 *
 * @param answer - the button that closes it, or `undefined`
 * @returns the same answer
 */
export function keepOpen<Answer>(
  account: AccountId,
  text: string,
  answer: PromiseLike<Answer>,
  subject: Subject = 'problem',
): Promise<Answer> {
  const key = keyOf(account, subject);
  const settle = async (): Promise<Answer> => {
    try {
      return await answer;
    } finally {
      if (messages.get(key) === message) messages.delete(key);
    }
  };
  const closed = settle();
  const message: OpenMessage = { text, closed: closed.catch(() => undefined) };
  messages.set(key, message);
  return closed;
}
