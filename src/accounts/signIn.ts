import type { TwoFactorMethod } from '../vrchat/codes.ts';
import { isSameSecret, secret, type Secret } from '../vrchat/secret.ts';
import { isSameAccount, type AccountId } from './accountId.ts';
import type { AccountStore } from './accountStore.ts';
import type { Problem, Prompter, Question } from './ports.ts';
import { createSignInAttempt, type SignInAttempt } from './signInAttempt.ts';
import type { SignInPorts } from './signInPorts.ts';
import { pendingIdOf, type WaitingForCode } from './signInProgress.ts';

/** Where a sign-in begins. */
export type SignInStart =
  | { readonly kind: 'fromScratch'; readonly server: string }
  /** `cookies`: a session that is at hand already; without it, the user is asked to paste one. */
  | { readonly kind: 'withCookie'; readonly server: string; readonly cookies?: string }
  /** An account that is known: only its password is asked for. */
  | { readonly kind: 'again'; readonly account: AccountId }
  /** A sign-in whose two-factor code is missing. */
  | { readonly kind: 'resume'; readonly pendingId: string }
  /** The same, but the code has to be sent again, which takes a login. */
  | { readonly kind: 'resendCode'; readonly pendingId: string }
  /** One that ended with `newLocation`, whose link has been opened since. It logs in again with what was typed. */
  | { readonly kind: 'continue'; readonly attempt: SignInAttempt };

/** How a sign-in ended. */
export type SignInOutcome =
  /**
   * `insteadOf` is the account that was to be signed in, if the server says it is another one.
   * `problem` says why the password was not remembered as the user wanted.
   */
  | { readonly kind: 'signedIn'; readonly account: AccountId; readonly insteadOf?: AccountId; readonly problem?: Problem }
  /** Closed before the two-factor code was given; it can be resumed. */
  | { readonly kind: 'pending'; readonly id: string }
  | { readonly kind: 'canceled' }
  /** Closed while VRChat waits for the link in an email to be opened; with what was typed, to go on from there. */
  | { readonly kind: 'newLocation'; readonly attempt: SignInAttempt }
  /** It failed while no box was open to say so in. */
  | { readonly kind: 'failed'; readonly problem: Problem };

type Page =
  | { readonly at: 'username' | 'cookie' }
  /** `sendsCode`: its login is to make VRChat send a new code. */
  | { readonly at: 'password'; readonly initialProblem?: Problem; readonly sendsCode?: boolean }
  | {
      readonly at: 'code';
      readonly method: TwoFactorMethod;
      readonly waiting: WaitingForCode;
      readonly initialProblem?: Problem;
      readonly notice?: 'codeSent';
    };

/** `password`: the one that VRChat has accepted, should the user want it to be stored. */
type Next = Page | { readonly at: 'end'; readonly outcome: SignInOutcome; readonly password?: Secret | undefined };

/**
 * Signs the user in, one question after the other: user name, password, and the two-factor code the server asks for; or a pasted cookie.
 * The last one is whether to remember the password, once VRChat has accepted it.
 *
 * @returns how it ended; what went wrong on the way was said in the box in which it happened
 */
export async function signIn(ports: SignInPorts & { readonly prompter: Prompter }, start: SignInStart): Promise<SignInOutcome> {
  const expected = start.kind === 'again' ? start.account : undefined;
  const server = serverOf(ports.store, start);
  if (server === undefined) return { kind: 'failed', problem: { kind: 'signInLost' } };
  const attempt = start.kind === 'continue' ? start.attempt : createSignInAttempt(ports, server, expected);
  const connection = ports.client(server);
  let next = 'problem' in connection ? failed(connection.problem) : await begin(ports, attempt, start);
  while (next.at !== 'end') next = await show(ports.prompter, ports.store, attempt, next);
  const { outcome, password } = next;
  if (outcome.kind !== 'signedIn') return outcome;
  const { account } = outcome;
  const problem = password && (await offerToRemember(ports, account, password));
  const isOther = expected !== undefined && !isSameAccount(account, expected);
  return { ...outcome, ...(isOther && { insteadOf: expected }), ...(problem && { problem }) };
}

/** Where a sign-in goes. @returns `undefined` if it is not known any more */
function serverOf(store: AccountStore, start: SignInStart): string | undefined {
  switch (start.kind) {
    case 'fromScratch':
    case 'withCookie':
      return start.server;
    case 'again':
      return start.account.server;
    case 'continue':
      return start.attempt.server;
    case 'resume':
    case 'resendCode':
      return store.pending(start.pendingId)?.server;
  }
}

/** Nothing is stored unless the user agrees; a stored password that VRChat no longer accepts goes in any case. */
async function offerToRemember(
  { store, prompter }: SignInPorts & { readonly prompter: Prompter },
  account: AccountId,
  accepted: Secret,
): Promise<Problem | undefined> {
  const view = store.view(account);
  const stored = store.account(account)?.password;
  if (!view || (stored && isSameSecret(stored, accepted))) return undefined;
  const remembers = await prompter.askToRemember(view, stored !== undefined);
  if (!remembers && !stored) return undefined;
  try {
    await store.updateAccount(account, ({ password, ...record }) => (remembers ? { ...record, password: accepted } : record));
    return undefined;
  } catch {
    return { kind: 'notStored' };
  }
}

async function begin({ store }: SignInPorts, attempt: SignInAttempt, start: SignInStart): Promise<Next> {
  switch (start.kind) {
    case 'fromScratch':
      return { at: 'username' };
    case 'withCookie': {
      if (start.cookies === undefined) return { at: 'cookie' };
      const problem = await attempt.giveCookie(start.cookies);
      return problem ? failed(problem) : nextPage(attempt, {});
    }
    case 'again': {
      const record = store.account(start.account);
      const problem = attempt.setLoginName(record?.loginName ?? record?.profile.username ?? '');
      // An account made through Steam, Meta or the like may have no password: it was signed in with a cookie before.
      if (record && record.loginName === undefined) return { at: 'cookie' };
      return problem ? { at: 'username' } : { at: 'password' };
    }
    case 'continue':
      return nextPage(attempt, { initialProblem: await attempt.repeatPassword() });
    case 'resume':
    case 'resendCode': {
      const record = store.pending(start.pendingId);
      if (!record) return failed({ kind: 'signInLost' });
      attempt.resume(record);
      if (start.kind === 'resendCode') return passwordPage(attempt, { sendsCode: true });
      const problem = attempt.progress.at === 'user' ? await attempt.readUser() : undefined;
      return problem && problem.kind !== 'signInLost' ? failed(problem) : nextPage(attempt, { initialProblem: problem });
    }
  }
}

function failed(problem: Problem): Next {
  return { at: 'end', outcome: { kind: 'failed', problem } };
}

/** Asks one question and says what comes next. */
async function show(prompter: Prompter, store: AccountStore, attempt: SignInAttempt, page: Page): Promise<Next> {
  const { question, submit } = ask(attempt, page);
  const elsewhere = new AbortController();
  const subscription = store.onDidChange(() => {
    if (attempt.signedInElsewhere() !== undefined) elsewhere.abort();
  });
  const answer = await prompter.ask(question, submit, elsewhere.signal).finally(() => subscription.dispose());
  switch (answer.kind) {
    case 'accepted':
      return page.at === 'username'
        ? { at: 'password' }
        : nextPage(attempt, page.at === 'password' && page.sendsCode ? { notice: 'codeSent' } : {});
    case 'canceled':
      return { at: 'end', outcome: closed(store, attempt) };
    case 'back':
      return page.at === 'code' ? passwordPage(attempt) : { at: 'username' };
    case 'useCookie':
      return { at: 'cookie' };
    case 'useMethod':
      return page.at === 'code' ? { at: 'code', method: answer.method, waiting: page.waiting } : page;
    case 'resend': {
      if (!attempt.typed.password) return passwordPage(attempt, { sendsCode: true });
      const problem = await attempt.repeatPassword({ again: true });
      return nextPage(attempt, problem ? { initialProblem: problem } : { notice: 'codeSent' });
    }
  }
}

/** What is left of a sign-in whose box was closed. */
function closed(store: AccountStore, attempt: SignInAttempt): SignInOutcome {
  const { progress } = attempt;
  const account = progress.at === 'done' ? progress.account : attempt.signedInElsewhere();
  if (account) return { kind: 'signedIn', account };
  if (progress.at === 'location') return { kind: 'newLocation', attempt };
  const pendingId = pendingIdOf(progress);
  return pendingId !== undefined && store.pending(pendingId) ? { kind: 'pending', id: pendingId } : { kind: 'canceled' };
}

interface Asking {
  readonly question: Question;
  readonly submit: (typed: string) => Promise<Problem | undefined>;
}

function ask(attempt: SignInAttempt, page: Page): Asking {
  const { server, typed } = attempt;
  const { loginName, password } = typed;
  switch (page.at) {
    case 'username':
      return {
        question: { kind: 'username', server, value: loginName },
        submit: (text) => Promise.resolve(attempt.setLoginName(text)),
      };
    case 'password':
      return {
        question: { kind: 'password', server, username: loginName, value: password?.reveal() ?? '', initialProblem: page.initialProblem },
        submit: (text) =>
          text === '' ? Promise.resolve({ kind: 'empty' }) : attempt.givePassword(secret(text), { again: page.sendsCode ?? false }),
      };
    case 'code':
      return {
        question: {
          kind: 'code',
          server,
          method: page.method,
          otherMethods: page.waiting.methods.filter((method) => method !== page.method),
          username: page.waiting.issued.loginName ?? '',
          initialProblem: page.initialProblem,
          notice: page.notice,
        },
        submit: (text) => attempt.giveCode(page.method, text),
      };
    case 'cookie':
      return { question: { kind: 'cookie', server }, submit: (text) => attempt.giveCookie(text) };
  }
}

function passwordPage(attempt: SignInAttempt, details: Omit<Page & { readonly at: 'password' }, 'at'> = {}): Page {
  return attempt.typed.loginName === '' ? { at: 'username' } : { at: 'password', ...details };
}

/** What is asked for by what the attempt has come to. */
function nextPage(
  attempt: SignInAttempt,
  { initialProblem, notice }: { readonly initialProblem?: Problem | undefined; readonly notice?: 'codeSent' },
): Next {
  const { progress } = attempt;
  switch (progress.at) {
    case 'done': {
      const { account, password } = progress;
      return { at: 'end', outcome: { kind: 'signedIn', account }, password };
    }
    case 'code':
      return {
        at: 'code',
        method: progress.methods[0],
        waiting: progress,
        ...(initialProblem && { initialProblem }),
        ...(notice && { notice }),
      };
    case 'credentials':
    case 'location':
    case 'user':
      return passwordPage(attempt, { ...(initialProblem && { initialProblem }) });
  }
}
