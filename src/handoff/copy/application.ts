/** The parts of a User-Agent, as the SDKs that build it themselves want them. */
export interface Application {
  readonly name: string;
  readonly version: string;
  readonly contact: string;
}

/**
 * Takes a User-Agent apart.
 *
 * @param userAgent - `application/version contact`, checked by `userAgentProblem`
 */
export function readApplication(userAgent: string): Application {
  const [, name, version, contact] = /^(.+?)\/(\S+)\s+(.+)$/.exec(userAgent.trim()) ?? [];
  return { name: name ?? userAgent, version: version ?? '0', contact: contact?.replace(/^\((.*)\)$/, '$1') ?? '' };
}
