/** What identifies a session, and what changes when it is renewed. */
interface Comparable {
  readonly id: string;
  readonly accessToken: string;
}

/** The differences between two lists of sessions. */
export interface SessionDifference<Session> {
  readonly added: Session[];
  readonly removed: Session[];
  /** The same session with another token. */
  readonly changed: Session[];
}

/** @returns `undefined` if there are none */
export function diffSessions<Session extends Comparable>(
  before: readonly Session[],
  after: readonly Session[],
): SessionDifference<Session> | undefined {
  const find = (sessions: readonly Session[], { id }: Session): Session | undefined => sessions.find((session) => session.id === id);
  const added = after.filter((session) => !find(before, session));
  const removed = before.filter((session) => !find(after, session));
  const changed = after.filter((session) => {
    const old = find(before, session);
    return old !== undefined && old.accessToken !== session.accessToken;
  });
  return added.length + removed.length + changed.length > 0 ? { added, removed, changed } : undefined;
}
