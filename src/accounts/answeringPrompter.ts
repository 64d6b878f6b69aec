import type { Problem, Prompter, Question } from './ports.ts';

/** Answers the questions of a sign-in itself. */
export interface AnsweringPrompter extends Prompter {
  /** What the last answer came to, if it was not accepted. */
  readonly problem: () => Problem | undefined;
}

/**
 * A prompter for sign-ins whose answers are known. It gives each answer once: the first that is not accepted ends the sign-in.
 *
 * @param answer - `undefined` if there is none, which ends the sign-in, too
 * @param remembers - whether the password is stored, so that the session is renewed
 */
export function createAnsweringPrompter(answer: (question: Question) => string | undefined, remembers = false): AnsweringPrompter {
  let problem: Problem | undefined;
  return {
    problem: () => problem,
    askToRemember: () => Promise.resolve(remembers),
    async ask(question, submit) {
      const value = answer(question);
      if (value === undefined) return { kind: 'canceled' };
      problem = await submit(value);
      return { kind: problem ? 'canceled' : 'accepted' };
    },
  };
}
