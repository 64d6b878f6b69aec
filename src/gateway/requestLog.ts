/** What became of a request. */
export type RequestOutcome = 'passed' | 'renewed' | 'paused' | 'blocked' | 'failed';

/** One request, as it is listed. It has no header, no body, no query and no key. */
export interface LoggedRequest {
  readonly id: number;
  readonly grantId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** `WS` for a connection to the pipeline. */
  readonly method: string;
  /** Below the base address, without the query. */
  readonly path: string;
  /** `undefined` while the request is running, or if the program left before an answer. */
  readonly status?: number;
  readonly durationMs?: number;
  /** Bytes of the answer's body. */
  readonly bytes?: number;
  readonly outcome?: RequestOutcome;
}

/** How a request ended. */
export interface RequestEnd {
  readonly outcome: RequestOutcome;
  readonly status?: number;
  readonly bytes?: number;
}

/** How many requests a folder has made since the window started. */
interface RequestCounts {
  readonly total: number;
  /** @see isProblem */
  readonly problems: number;
}

/** The requests of one folder: the last ones, the oldest first, and counts of all. */
export interface FolderRequests {
  readonly requests: readonly LoggedRequest[];
  readonly counts: RequestCounts;
}

/** A request that has ended without what the program wanted: stopped by the gateway, failed, or refused by VRChat. */
export const isProblem = ({ outcome, status = 200 }: Pick<LoggedRequest, 'outcome' | 'status'>): boolean =>
  outcome !== undefined && ((outcome !== 'passed' && outcome !== 'renewed') || status >= 400);

export type RequestLog = ReturnType<typeof createRequestLog>;

export const keptRequests = 200;
const longestPath = 300;
const noRequests: FolderRequests = { requests: [], counts: { total: 0, problems: 0 } };

/**
 * Remembers the last 200 requests of each folder, in memory.
 *
 * @param now - milliseconds since the epoch
 */
export function createRequestLog(now: () => number) {
  const folders = new Map<string, FolderRequests>();
  const listeners = new Set<(folder: string) => void>();
  let lastId = 0;

  function change(folder: string, next: (current: FolderRequests) => FolderRequests): void {
    folders.set(folder, next(folders.get(folder) ?? noRequests));
    for (const listener of listeners) listener(folder);
  }

  return {
    of: (folder: string): FolderRequests => folders.get(folder) ?? noRequests,

    /** Forgets the requests of a folder, and how many there were. */
    clear: (folder: string): void => change(folder, () => noRequests),

    /** Call this when the number of a folder's connections has changed. */
    touch: (folder: string): void => change(folder, (current) => current),

    /** @param listener - called with the folder whose requests or connections have changed, as often as they do */
    onDidChange: (listener: (folder: string) => void): { dispose(): void } => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },

    /**
     * Lists a request that begins.
     *
     * @returns completes the entry; only the first call counts
     */
    begin: (folder: string, request: Pick<LoggedRequest, 'grantId' | 'method' | 'path'>) => {
      const startedAt = now();
      lastId += 1;
      const entry: LoggedRequest = { ...request, path: request.path.slice(0, longestPath), id: lastId, at: startedAt };
      let isOpen = true;
      change(folder, ({ requests, counts }) => ({
        requests: [...requests.slice(1 - keptRequests), entry],
        counts: { ...counts, total: counts.total + 1 },
      }));
      return (end: RequestEnd): void => {
        if (!isOpen) return;
        isOpen = false;
        const ended = { ...entry, ...end, durationMs: Math.max(0, now() - startedAt) };
        change(folder, ({ requests, counts }) => ({
          requests: replaced(requests, entry, ended),
          counts: { ...counts, problems: counts.problems + (isProblem(end) ? 1 : 0) },
        }));
      };
    },
  };
}

/** The same list with another entry in one place, if it is still there. */
function replaced(requests: readonly LoggedRequest[], entry: LoggedRequest, ended: LoggedRequest): readonly LoggedRequest[] {
  // Most requests end soon, so that they are among the last.
  const at = requests.lastIndexOf(entry);
  return at < 0 ? requests : requests.with(at, ended);
}
