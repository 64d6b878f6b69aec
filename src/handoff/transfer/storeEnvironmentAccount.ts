import { cookieHeader } from '../session/handoffSession.ts';
import type { HandoffPorts } from '../session/handoffPorts.ts';

/** "Store Account from Environment": signs in with the session that VS Code was started with, and stores it. */
export async function storeEnvironmentAccount({ sessions, signInWith }: HandoffPorts): Promise<void> {
  const session = sessions.fromEnvironment();
  if (session) await signInWith(cookieHeader(session));
}
