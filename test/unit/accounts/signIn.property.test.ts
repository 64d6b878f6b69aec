import fc from 'fast-check';
import { it } from 'vitest';
import { accountId } from '../../../src/accounts/accountId.ts';
import { readPastedCookie } from '../../../src/accounts/pastedCookie.ts';
import type { Answer, Prompter, Question } from '../../../src/accounts/ports.ts';
import { signIn, type SignInStart } from '../../../src/accounts/signIn.ts';
import type { SignInAttempt } from '../../../src/accounts/signInAttempt.ts';
import { normalizeCode } from '../../../src/vrchat/codes.ts';
import { propertyRuns } from '../propertyRuns.ts';
import {
  checkNothingLost,
  checkOutcome,
  checkRequests,
  checkStore,
  cookieOf,
  isForgetting,
  quarterOfAnHourMs,
  type Course,
  type Step,
  type Stored,
} from './signInChecks.ts';
import { answerOf, scenes, type Move, type Scene } from './signInScenario.ts';
import { accounts, openWorld, password, unknownCookie, type World } from './signInWorld.ts';
import { setStage } from './stage.ts';

/** Plays one sign-in, and checks after each step what was sent and stored. @returns the sign-in that waits for the link in an email */
async function play(world: World, scene: Scene, waiting: SignInAttempt | undefined): Promise<SignInAttempt | undefined> {
  const { stage } = world;
  const { store, signInPorts } = world.window;
  const start = startOf(world, scene, waiting);
  const again = start.kind === 'again' ? store.account(start.account) : undefined;
  const resumed = 'pendingId' in start ? store.pending(start.pendingId) : undefined;
  const course: Course = {
    startedAt: stage.clock.now(),
    storedBefore: new Map(stage.secrets.values),
    named: new Set(),
    completed: new Set(),
    sawLoss: false,
    sendsCode: start.kind === 'resendCode',
    name:
      again?.loginName ?? again?.profile.username ?? resumed?.loginName ?? (start.kind === 'continue' ? start.attempt.typed.loginName : ''),
  };
  for (const owner of [
    again?.userId,
    resumed && world.ownerOf(cookieOf(resumed)),
    course.name === '' ? undefined : world.userIdOf(course.name),
  ]) {
    if (owner !== undefined) course.named.add(owner);
  }
  if (start.kind === 'continue') course.password = start.attempt.typed.password?.reveal() ?? '';

  let step: Step | undefined;
  let firstRequest = world.sent.length;
  let storedBeforeStep: Stored = course.storedBefore;
  const finishStep = (): void => {
    if (!step) return;
    const { what, trouble } = step;
    const sent = world.sent.slice(firstRequest);
    checkRequests(world, course, step, sent, storedBeforeStep);
    for (const request of sent) {
      if (request.kind === 'login') course.lastLogin = request;
      if (request.kind === 'login' && request.issued !== undefined) course.open = { name: request.name, password: request.password };
      if (
        request.kind === 'code' &&
        request.status === 200 &&
        trouble?.at !== 'network' &&
        !(trouble?.at === 'server' && trouble.operation === '*')
      )
        course.completed.add(request.cookies.get('auth') ?? '');
    }
    checkNothingLost(world, course, what, [...(step.taken ?? []), ...world.takeIssued()], storedBeforeStep);
    if (isForgetting(trouble)) {
      course.open = undefined;
      course.sawLoss = true;
    }
    checkStore(world, course, what);
    step = undefined;
  };
  const beginStep = (next: Step): void => {
    finishStep();
    step = next;
    firstRequest = world.sent.length;
    storedBeforeStep = new Map(stage.secrets.values);
  };
  const { name, password = '' } = course;
  beginStep({ what: `start ${start.kind}`, ...(start.kind === 'continue' && { login: { name, password, isForced: false } }) });

  const moves = [...scene.moves];
  const prompter: Prompter = {
    askToRemember: () => Promise.resolve(true),

    async ask(question, submit, unneeded): Promise<Answer> {
      for (;;) {
        const move = moves.shift();
        finishStep();
        // A local emulator can answer within the same millisecond.
        stage.advanceClock(1);
        if (!move || unneeded.aborted) return { kind: 'canceled' };
        if (move.does === 'signInElsewhere') {
          course.named.add(world.userIdOf(scene.name));
          await world.signInElsewhere(scene.name);
          world.takeIssued();
        } else if (move.does === 'press') {
          const answer = answerOf(move.button, question);
          if (!answer) continue;
          const isForced = answer.kind === 'resend' && course.password !== undefined;
          course.sendsCode = answer.kind === 'resend' && !isForced;
          beginStep({
            what: `press ${move.button}`,
            ...(isForced && { login: { name: course.name, password: course.password ?? '', isForced } }),
          });
          return answer;
        } else {
          const problem = await type(move, question, submit);
          if (!problem) {
            course.sendsCode = false;
            return { kind: 'accepted' };
          }
          if (problem === 'signInLost') course.sawLoss = true;
        }
      }
    },
  };

  async function type(
    { what, trouble, otherWindow }: Move & { does: 'type' },
    question: Question,
    submit: Parameters<Prompter['ask']>[1],
  ): Promise<string | undefined> {
    const text = what === 'nothing' ? '' : await textFor(world, scene, question, what);
    if (question.kind === 'username' && text !== '') {
      if (text !== course.name) course.open = undefined;
      course.name = text;
      course.named.add(world.userIdOf(text));
    }
    if (question.kind === 'password' && text !== '') {
      if (course.open?.password !== text) course.open = undefined;
      course.password = text;
    }
    if (question.kind === 'cookie') course.named.add(world.userIdOf(scene.name));
    const mayLogIn = question.kind === 'password' && text !== '';
    const mayGiveCode = question.kind === 'code' && normalizeCode(question.method, text) !== undefined;
    beginStep({
      what: `type ${what} into ${question.kind}`,
      trouble,
      taken: [],
      ...(mayLogIn && { login: { name: course.name, password: text, isForced: course.sendsCode } }),
      ...(mayGiveCode && { code: { name: question.username, method: question.method, text } }),
    });
    const other = question.kind === 'password' && otherWindow && course.name === scene.name ? world.signInElsewhere(scene.name) : undefined;
    if (other && otherWindow === 'first') await stage.secrets.settled();
    stage.advanceClock(1);
    const problem = await world.troubled(trouble, () => submit(text));
    if (!problem && !other && step) step.isAccepted = true;
    await other;
    if (question.kind === 'cookie' && !problem) step?.taken?.push(readPastedCookie(text)?.auth ?? '');
    return problem?.kind;
  }

  const outcome = await signIn({ ...signInPorts, prompter }, start);
  finishStep();
  await stage.secrets.settled();
  world.takeIssued();
  checkOutcome(world, course, start, outcome);
  return outcome.kind === 'newLocation' ? outcome.attempt : undefined;
}

function startOf({ stage, window: { store } }: World, { start }: Scene, waiting: SignInAttempt | undefined): SignInStart {
  const [account] = store.records();
  const [pending] = store.pendingRecords();
  if (start === 'withCookie') return { kind: 'withCookie', server: stage.emulator.address };
  if (start === 'again' && account) return { kind: 'again', account: accountId(account) };
  if ((start === 'resume' || start === 'resendCode') && pending) return { kind: start, pendingId: pending.id };
  if (waiting) return { kind: 'continue', attempt: waiting };
  return { kind: 'fromScratch', server: stage.emulator.address };
}

/** A browser with several accounts may send another account's cookie. */
const trustOfOthers = ({ window: { store } }: World): string[] =>
  store
    .records()
    .flatMap((record) => cookieOf(record, 'twoFactorAuth') ?? [])
    .map((value) => `twoFactorAuth=${value}`)
    .slice(0, 1);

async function textFor(world: World, scene: Scene, question: Question, what: 'right' | 'wrong'): Promise<string> {
  const isRight = what === 'right';
  switch (question.kind) {
    case 'username':
      return isRight ? scene.name : 'plainuser';
    case 'password':
      return isRight ? password : 'not the password';
    case 'cookie':
      return isRight ? [`auth=${await world.browserCookie(scene.name)}`, ...trustOfOthers(world)].join('; ') : unknownCookie;
    case 'code':
      if (question.method === 'otp') return isRight ? world.recoveryCode() : 'zzzz-9999';
      if (!isRight) return '000000';
      return question.method === 'totp' ? world.stage.authenticatorCode('DevUser') : world.stage.mailedCode();
  }
}

async function passTime(world: World, { afterwards }: Scene): Promise<void> {
  const {
    stage,
    window: { store, actions },
  } = world;
  switch (afterwards) {
    case 'nothing':
      break;
    case 'signOut': {
      const [account] = store.records();
      if (!account) break;
      await actions.signOut(account);
      break;
    }
    case 'quarterOfAnHour':
      stage.advanceClock(quarterOfAnHourMs + 60_000);
      break;
    case 'openLink':
      await fetch(await stage.mailedLink(), { redirect: 'manual' }).catch(() => undefined);
      break;
    case 'restart':
      await world.restart();
  }
}

it(
  'loses no session, spends no unrequested login or code, and mixes no accounts, whatever the order of answers',
  { timeout: 30 * 60_000 },
  async () => {
    const stage = await setStage({ accounts });
    await fc.assert(
      fc.asyncProperty(scenes, async (played) => {
        const world = await openWorld(stage);
        let waiting: SignInAttempt | undefined;
        for (const scene of played) {
          waiting = await play(world, scene, waiting);
          await passTime(world, scene);
          if (scene.afterwards === 'restart') waiting = undefined;
        }
        world.close();
      }),
      { numRuns: propertyRuns },
    );
  },
);
