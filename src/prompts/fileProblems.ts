import type { FileObstacle } from './filePlace.ts';

/** Why a followed file still holds an old session. */
export type FollowProblem = FileObstacle | 'notEditable' | 'notWritten';

/** A file that follows a session and could not be brought up to date. */
export interface StaleFile {
  /** The file's address. */
  readonly uri: string;
  readonly problem: FollowProblem;
}

export type FileProblems = ReturnType<typeof createFileProblems>;

/** The files that could not be brought up to date, in this window. After a reload each is tried again. */
export function createFileProblems(changed: () => void) {
  const problems = new Map<string, FollowProblem>();
  return {
    all: (): readonly StaleFile[] => [...problems].map(([uri, problem]) => ({ uri, problem })),
    /** @param problem - `undefined` if the file is as it should be */
    set(uri: string, problem: FollowProblem | undefined): void {
      if (problems.get(uri) === problem) return;
      if (problem === undefined) problems.delete(uri);
      else problems.set(uri, problem);
      changed();
    },
    /** Forgets the files that no longer follow. */
    keepOnly(uris: readonly string[]): void {
      for (const uri of problems.keys()) if (!uris.includes(uri)) this.set(uri, undefined);
    },
  };
}
