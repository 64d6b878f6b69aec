import type { Answer, Problem, Prompter, Question } from '../../../src/accounts/ports.ts';

/** What a person does with one question: type something and press Enter, or use a button. */
export type Move =
  { readonly types: string | (() => string | Promise<string>) } | { readonly presses: Exclude<Answer, { kind: 'accepted' }> };

/** A question that was shown, and what the box said about what was typed. */
export interface Shown {
  readonly question: Question;
  readonly problems: Problem['kind'][];
}

/**
 * A person at the input boxes, who makes the given moves one after the other. A box that was not satisfied stays open, so the next move
 * goes to the same box. Someone who has run out of moves presses Escape.
 */
export function scriptedUser(moves: readonly Move[]): { readonly prompter: Prompter; readonly shown: Shown[] } {
  const left = [...moves];
  const shown: Shown[] = [];
  return {
    shown,
    prompter: {
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
