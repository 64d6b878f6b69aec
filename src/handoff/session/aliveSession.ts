import * as vscode from 'vscode';
import { accountId, isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import type { Carried } from '../../accounts/grants.ts';
import type { Liveness } from '../../accounts/livenessCheck.ts';
import { accountName } from '../../prompts/accountName.ts';
import { openWebsite } from '../../prompts/website.ts';
import { confirmAlive } from './confirmAlive.ts';
import { environmentId } from './environmentSession.ts';
import type { HandoffPorts } from './handoffPorts.ts';
import type { HandoffSession } from './handoffSession.ts';
import { livenessText } from './livenessText.ts';

const { l10n } = vscode;

/** A session as it is now. */
export interface CheckedSession {
  readonly session: HandoffSession;
  /** What the user should know about it, as one or two sentences. */
  readonly warning?: string;
}

/**
 * The session to hand over as cookies, at this moment: known to be alive, renewed, or with a warning. If it is dead, says so and offers to sign in,
 * and goes on with the new session.
 *
 * @returns `undefined` if the user wants nothing of it
 */
export async function aliveSession(ports: HandoffPorts, session: HandoffSession): Promise<CheckedSession | undefined> {
  if (session.userId === environmentId) return { session };
  const account = accountId(session);
  const handoff = await ports.beginHandoff(account);
  try {
    return await checkedSession(ports, session, handoff.tell);
  } finally {
    handoff.end();
  }
}

async function checkedSession(ports: HandoffPorts, session: HandoffSession, tell: () => boolean): Promise<CheckedSession | undefined> {
  const account = accountId(session);
  const liveness = await confirmAlive(ports, account);
  const current = ports.sessions.of(account);
  switch (liveness.kind) {
    case 'alive':
    case 'renewed':
      return current && { session: current };
    case 'unchecked': {
      const name = accountName(ports.sessions.named(session));
      const warning = l10n.t('{0}’s session was not checked. {1}', name, livenessText(ports.store, account, liveness));
      return current && { session: current, warning };
    }
    case 'canceled':
      return undefined;
    case 'dead':
      tell();
      return askDead(ports, session, liveness);
  }
}

/** The session for a hand-off: through the gateway, which keeps it alive by itself, or as cookies, at this moment. */
export async function sessionFor(ports: HandoffPorts, carries: Carried, session: HandoffSession): Promise<CheckedSession | undefined> {
  return carries === 'gateway' ? { session } : aliveSession(ports, session);
}

/** Tells the user that a session no longer works, before anything gets it. */
async function askDead(
  ports: HandoffPorts,
  session: HandoffSession,
  dead: Liveness & { kind: 'dead' },
): Promise<CheckedSession | undefined> {
  const { sessions } = ports;
  const name = accountName(sessions.named(session));
  const explanation = livenessText(ports.store, session, dead);
  // No sign-in ends a block.
  const help = dead.reason === 'moderated' ? l10n.t('Open vrchat.com') : l10n.t('Sign In and Continue');
  const anyway = l10n.t('Continue Anyway');
  const choice = await vscode.window.showWarningMessage(
    l10n.t('{0}’s session doesn’t work.', name),
    {
      modal: true,
      detail: [
        explanation,
        ...(ports.isBesidePrograms()
          ? [l10n.t('Programs that go through the session gateway need nothing new: they keep their address when you sign in again.')]
          : []),
      ].join('\n\n'),
    },
    help,
    ...(sessions.of(session) ? [anyway] : []),
  );
  if (choice === anyway) {
    const current = sessions.of(session);
    return current && { session: current, warning: explanation };
  }
  if (choice !== help) return undefined;
  if (dead.reason === 'moderated') {
    await openWebsite('home');
    return undefined;
  }
  const signedIn = await signedInSession(ports, accountId(session));
  return signedIn && { session: signedIn };
}

/**
 * Lets the user sign in, and goes on with the session of that sign-in.
 *
 * @param account - to sign in to; any if `undefined`. Another account than this one is not what was asked for
 */
export async function signedInSession({ online, sessions }: HandoffPorts, account?: AccountId): Promise<HandoffSession | undefined> {
  const signedIn = await (await online()).signInTo(account);
  return signedIn && (account === undefined || isSameAccount(account, signedIn)) ? sessions.of(signedIn) : undefined;
}
