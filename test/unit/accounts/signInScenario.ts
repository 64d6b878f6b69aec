import fc from 'fast-check';
import type { Answer, Question } from '../../../src/accounts/ports.ts';

/** What can be typed as the name, and its demo account. */
export const loginNames = { DevUser: 'DevUser', 'dev.user@example.org': 'DevUser', MailUser: 'MailUser', plainuser: 'plainuser' } as const;
export type LoginName = keyof typeof loginNames;

/** A fault of the network or the server in the requests of one answer. */
export type Trouble =
  | { readonly at: 'network'; readonly failure: 'notSent' | 'answerCut' }
  /** `*`: it meets the first request of the answer; `getCurrentUser`: the one that reads the user. */
  | { readonly at: 'server'; readonly operation: '*' | 'getCurrentUser'; readonly fault: string };

export type Button = 'back' | 'useCookie' | 'otherMethod' | 'resend' | 'close';

/** An event while a box is open. */
export type Move =
  | {
      readonly does: 'type';
      readonly what: 'right' | 'wrong' | 'nothing';
      readonly trouble?: Trouble | undefined;
      /** Another window signs in at the same time. */
      readonly otherWindow?: 'first' | 'second';
    }
  | { readonly does: 'press'; readonly button: Button }
  | { readonly does: 'signInElsewhere' };

/** One sign-in from start to end, and what happens after it. */
export interface Scene {
  readonly start: 'fromScratch' | 'withCookie' | 'again' | 'resume' | 'resendCode' | 'continue';
  readonly name: LoginName;
  readonly moves: readonly Move[];
  readonly afterwards: 'nothing' | 'signOut' | 'quarterOfAnHour' | 'openLink' | 'restart';
}

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({ at: fc.constant('network'), failure: fc.constantFrom('notSent', 'answerCut') }),
  fc.record({
    at: fc.constant('server'),
    operation: fc.constantFrom('*', 'getCurrentUser'),
    fault: fc.constantFrom('status:500', 'malformedJson', 'moderated', 'newLocation', 'tooManyPlaces', 'expireSessions', 'rotateSession'),
  }),
);

const right: fc.Arbitrary<Move> = fc.constant({ does: 'type', what: 'right' });
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: right },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('type'), what: fc.constantFrom('wrong', 'wrong', 'nothing') }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('type'), what: fc.constantFrom('right', 'right', 'wrong'), trouble }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('type'),
      what: fc.constantFrom('right', 'right', 'wrong'),
      otherWindow: fc.constantFrom('first', 'second'),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Move>({ does: 'signInElsewhere' }) },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('press'),
      button: fc.constantFrom<Button>('back', 'back', 'useCookie', 'otherMethod', 'resend', 'close'),
    }),
  },
);

const scene: fc.Arbitrary<Scene> = fc.record({
  start: fc.constantFrom('fromScratch', 'fromScratch', 'fromScratch', 'withCookie', 'again', 'resume', 'resume', 'resendCode', 'continue'),
  name: fc.constantFrom<LoginName>('DevUser', 'DevUser', 'dev.user@example.org', 'MailUser', 'plainuser'),
  moves: fc.array(move, { minLength: 1, maxLength: 10, size: 'max' }),
  afterwards: fc.constantFrom('nothing', 'nothing', 'signOut', 'quarterOfAnHour', 'openLink', 'restart'),
});

export const scenes: fc.Arbitrary<readonly Scene[]> = fc.array(scene, { minLength: 1, maxLength: 3, size: 'max' });

/** The answer of a button; `undefined` if the box does not have it. */
export function answerOf(button: Button, question: Question): Exclude<Answer, { kind: 'accepted' }> | undefined {
  switch (button) {
    case 'close':
      return { kind: 'canceled' };
    case 'back':
      return question.kind === 'username' || (question.kind === 'code' && question.username === '') ? undefined : { kind: 'back' };
    case 'useCookie':
      return question.kind === 'username' ? { kind: 'useCookie' } : undefined;
    case 'otherMethod': {
      const [method] = question.kind === 'code' ? question.otherMethods : [];
      return method && { kind: 'useMethod', method };
    }
    case 'resend':
      return question.kind === 'code' && question.method === 'emailOtp' && question.username !== '' ? { kind: 'resend' } : undefined;
  }
}
