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

/**
 * Writes a User-Agent as .NET's parser takes it: a product of plain characters, and the contact as a comment.
 *
 * @see RFC 9110, 10.1.5
 */
export function dotnetUserAgent(userAgent: string): string {
  const { name, version, contact } = readApplication(userAgent);
  const token = (text: string): string => text.replace(/[^\w!#$%&'*+.^`|~-]+/g, '-');
  const comment = contact.replace(/[()\\]/g, ' ').trim();
  return `${token(name)}/${token(version)}${comment === '' ? '' : ` (${comment})`}`;
}
