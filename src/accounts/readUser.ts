import type { VRChatClient } from '../vrchat/client.ts';
import type { VRChatError } from '../vrchat/errors.ts';
import { keepPending } from './keepPending.ts';
import type { Problem } from './ports.ts';
import type { SignInPorts } from './signInPorts.ts';
import { lostSession, type Step, type WaitingForUser } from './signInProgress.ts';
import { takeAnswer } from './takeAnswer.ts';

/**
 * Asks the server whose session it is, and what it still needs. One request.
 *
 * @param describe - turns what the server or the network did into the step's problem
 */
export async function readUser(
  ports: SignInPorts,
  vrchat: VRChatClient,
  waiting: WaitingForUser,
  describe: (error: VRChatError) => Problem = (error) => error,
): Promise<Step> {
  const result = await vrchat.getCurrentUser(waiting.issued.session);
  if (result.ok) return takeAnswer(ports, waiting.issued, result.value);
  if (result.error.kind === 'missingCredentials') return lostSession(waiting);
  // The answer may have replaced the cookie.
  await keepPending(ports, waiting);
  return { progress: waiting, problem: describe(result.error) };
}
