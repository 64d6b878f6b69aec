import type { Answer, Problem, Prompter, Question } from '../../../src/accounts/ports.ts';

/** How the user answers a question: types something and presses Enter, or uses a button. */
export type Move =
  { readonly types: string | (() => string | Promise<string>) } | { readonly presses: Exclude<Answer, { kind: 'accepted' }> };

/** A question that was shown, and the box's messages about the answers. */
export interface Shown {
  readonly question: Question;
  readonly problems: Problem['kind'][];
}

/**
 * A user who makes the given moves in order. A box stays open after an invalid answer, so the next move goes to the same box. Without moves
 * left, the user presses Escape.
 *
 * @param remembers - whether the user wants the password to be remembered; `offers` are the accounts for which that was asked
 */
export function scriptedUser(
  moves: readonly Move[],
  remembers = false,
): { readonly prompter: Prompter; readonly shown: Shown[]; readonly offers: string[] } {
  const left = [...moves];
  const shown: Shown[] = [];
  const offers: string[] = [];
  return {
    shown,
    offers,
    prompter: {
      askToRemember({ displayName }) {
        offers.push(displayName);
        return Promise.resolve(remembers);
      },
      async ask(question, submit) {
        const box: Shown = { question, problems: [] };
        shown.push(box);
        for (;;) {
          const move = left.shift();
          if (!move) return { kind: 'canceled' };
          if ('presses' in move) return move.presses;
          const problem = await submit(typeof move.types === 'string' ? move.types : await move.types());
          if (!problem) return { kind: 'accepted' };
          box.problems.push(problem.kind);
        }
      },
    },
  };
}
