/** The parts of a User-Agent, for SDKs that build it themselves. */
export interface Application {
  readonly name: string;
  readonly version: string;
  readonly contact: string;
}

/**
 * Splits a User-Agent into its parts.
 *
 * @param userAgent - `application/version contact`, checked by `userAgentProblem`
 */
export function readApplication(userAgent: string): Application {
  const [, name, version, contact] = /^(.+?)\/(\S+)\s+(.+)$/.exec(userAgent.trim()) ?? [];
  return { name: name ?? userAgent, version: version ?? '0', contact: contact?.replace(/^\((.*)\)$/, '$1') ?? '' };
}
