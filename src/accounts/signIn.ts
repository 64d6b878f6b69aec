import type { TwoFactorMethod } from '../vrchat/codes.ts';
import type { Secret } from '../vrchat/secret.ts';
import type { AccountStore } from './accountStore.ts';
import type { Problem, Prompter, Question } from './ports.ts';
import { createSignInAttempt, type SignInAttempt, type SignInPorts } from './signInAttempt.ts';

/** Where a sign-in begins. */
export type SignInStart =
  | { readonly kind: 'fromScratch' }
  | { readonly kind: 'withCookie' }
  /** An account that is known: only its password is asked for. */
  | { readonly kind: 'again'; readonly userId: string }
  /** A sign-in whose second factor is missing. */
  | { readonly kind: 'resume'; readonly pendingId: string }
  /** The same, but the code has to be sent again, which takes a login. */
  | { readonly kind: 'resendCode'; readonly pendingId: string }
  /** One that ended with `newLocation`, whose link has been opened since. It logs in again with what was typed. */
  | { readonly kind: 'continue'; readonly attempt: SignInAttempt };

/** How a sign-in ended. */
export type SignInOutcome =
  /**
   * `insteadOf` is the account that was to be signed in, where the server says it is another one.
   * `password` is the one that was typed, should the user want it to be remembered.
   */
  | { readonly kind: 'signedIn'; readonly userId: string; readonly insteadOf?: string; readonly password?: Secret }
  /** Closed before the second factor was given; it can be resumed. */
  | { readonly kind: 'pending'; readonly id: string }
  | { readonly kind: 'cancelled' }
  /** Closed while VRChat waits for the link in a mail to be opened; with what was typed, to go on from there. */
  | { readonly kind: 'newLocation'; readonly attempt: SignInAttempt }
  /** What was to be resumed could not be, and there was no box open to say so in. */
  | { readonly kind: 'failed'; readonly problem: Problem };

type Page =
  | { readonly at: 'username' | 'cookie' }
  | { readonly at: 'password'; readonly initialProblem?: Problem }
  | { readonly at: 'code'; readonly method: TwoFactorMethod; readonly initialProblem?: Problem; readonly notice?: 'codeSent' };

type Next = Page | { readonly at: 'end'; readonly outcome: SignInOutcome };

/**
 * Signs a person in, one question after the other: user name, password, and the second factor the server asks for; or a pasted cookie.
 *
 * @returns how it ended; what went wrong on the way was said in the box in which it happened
 */
export async function signIn(ports: SignInPorts & { readonly prompter: Prompter }, start: SignInStart): Promise<SignInOutcome> {
  const expectedUserId = start.kind === 'again' ? start.userId : undefined;
  const attempt = start.kind === 'continue' ? start.attempt : createSignInAttempt(ports, expectedUserId);
  let next = await begin(ports, attempt, start);
  while (next.at !== 'end') next = await show(ports.prompter, ports.store, attempt, next);
  const { outcome } = next;
  return outcome.kind === 'signedIn' && expectedUserId !== undefined && outcome.userId !== expectedUserId
    ? { ...outcome, insteadOf: expectedUserId }
    : outcome;
}

async function begin({ store }: SignInPorts, attempt: SignInAttempt, start: SignInStart): Promise<Next> {
  switch (start.kind) {
    case 'fromScratch':
      return { at: 'username' };
    case 'withCookie':
      return { at: 'cookie' };
    case 'again': {
      const record = store.account(start.userId);
      const problem = attempt.setLoginName(record?.loginName ?? record?.profile.username ?? '');
      return problem ? { at: 'username' } : { at: 'password' };
    }
    case 'continue': {
      if (!attempt.password) return passwordPage(attempt);
      const problem = await attempt.givePassword(attempt.password.reveal());
      return problem ? passwordPage(attempt, problem) : afterAnswer(attempt);
    }
    case 'resume':
    case 'resendCode': {
      const record = store.pending(start.pendingId);
      if (!record) return { at: 'end', outcome: { kind: 'failed', problem: { kind: 'signInLost' } } };
      attempt.adopt(record);
      if (start.kind === 'resendCode') return passwordPage(attempt);
      if (attempt.methods.length > 0) return codePage(attempt);
      const problem = await attempt.readState();
      if (!problem) return afterAnswer(attempt);
      return problem.kind === 'signInLost' ? passwordPage(attempt, problem) : { at: 'end', outcome: { kind: 'failed', problem } };
    }
  }
}

/** Asks one question and says what comes next. */
async function show(prompter: Prompter, store: AccountStore, attempt: SignInAttempt, page: Page): Promise<Next> {
  const { question, submit } = ask(attempt, page);
  const elsewhere = new AbortController();
  const subscription = store.onDidChange(() => {
    if (attempt.signedInElsewhere() !== undefined) elsewhere.abort();
  });
  const answer = await prompter.ask(question, submit, elsewhere.signal).finally(() => subscription.dispose());
  const signedInElsewhere = attempt.signedInAs ?? attempt.signedInElsewhere();
  if (answer.kind === 'cancelled' && signedInElsewhere !== undefined) return { at: 'end', outcome: { kind: 'signedIn', userId: signedInElsewhere } };
  switch (answer.kind) {
    case 'accepted':
      return page.at === 'username' ? { at: 'password' } : afterAnswer(attempt);
    case 'cancelled':
      if (attempt.waitsForLocation) return { at: 'end', outcome: { kind: 'newLocation', attempt } };
      return { at: 'end', outcome: attempt.pendingId === undefined ? { kind: 'cancelled' } : { kind: 'pending', id: attempt.pendingId } };
    case 'back':
      return page.at === 'code' ? passwordPage(attempt) : { at: 'username' };
    case 'useCookie':
      return { at: 'cookie' };
    case 'useMethod':
      return { at: 'code', method: answer.method };
    case 'resend': {
      if (!attempt.password) return passwordPage(attempt);
      const problem = await attempt.givePassword(attempt.password.reveal(), { again: true });
      if (!problem) return attempt.signedInAs === undefined ? codePage(attempt, { notice: 'codeSent' }) : afterAnswer(attempt);
      return codePage(attempt, { initialProblem: problem });
    }
  }
}

interface Asking {
  readonly question: Question;
  readonly submit: (typed: string) => Promise<Problem | undefined>;
}

function ask(attempt: SignInAttempt, page: Page): Asking {
  switch (page.at) {
    case 'username':
      return {
        question: { kind: 'username', value: attempt.loginName },
        submit: (typed) => Promise.resolve(attempt.setLoginName(typed)),
      };
    case 'password':
      return {
        question: { kind: 'password', username: attempt.loginName, value: attempt.password?.reveal() ?? '', initialProblem: page.initialProblem },
        submit: (typed) => attempt.givePassword(typed),
      };
    case 'code':
      return {
        question: {
          kind: 'code', method: page.method, otherMethods: attempt.methods.filter((method) => method !== page.method),
          username: attempt.loginName, initialProblem: page.initialProblem, notice: page.notice,
        },
        submit: (typed) => attempt.giveCode(page.method, typed),
      };
    case 'cookie':
      return { question: { kind: 'cookie' }, submit: (typed) => attempt.giveCookie(typed) };
  }
}

function passwordPage(attempt: SignInAttempt, initialProblem?: Problem): Page {
  if (attempt.loginName === '') return { at: 'username' };
  return { at: 'password', ...(initialProblem && { initialProblem }) };
}

function codePage(attempt: SignInAttempt, extra: { readonly initialProblem?: Problem; readonly notice?: 'codeSent' } = {}): Page {
  return { at: 'code', method: attempt.methods[0] ?? 'totp', ...extra };
}

function afterAnswer(attempt: SignInAttempt): Next {
  return attempt.signedInAs === undefined ? codePage(attempt) : { at: 'end', outcome: { kind: 'signedIn', userId: attempt.signedInAs, ...(attempt.password && { password: attempt.password }) } };
}
