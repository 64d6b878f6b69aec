/** Names of a session's environment variables; a value without a name is not handed over. */
export interface VariableNames {
  readonly authCookie: string;
  readonly twoFactorAuth?: string;
  readonly userAgent?: string;
  /** Where the program sends its requests. */
  readonly apiUrl?: string;
  /** Where it gets VRChat's events. */
  readonly pipelineUrl?: string;
}

/** The names most public programs for VRChat read. */
export const defaultVariableNames = {
  authCookie: 'VRCHAT_AUTH_COOKIE',
  twoFactorAuth: 'VRCHAT_TWO_FACTOR_AUTH',
  userAgent: 'VRCHAT_USER_AGENT',
  apiUrl: 'VRCHAT_API_URL',
  pipelineUrl: 'VRCHAT_PIPELINE_URL',
} as const satisfies VariableNames;

/**
 * Reads the setting. Invalid and duplicate names count as not set: the auth cookie then gets its default name, and the others can be
 * omitted with an empty string.
 *
 * @param setting - the setting's value as the user wrote it
 */
export function readVariableNames(setting: unknown): VariableNames {
  const given = typeof setting === 'object' && setting !== null ? (setting as Readonly<Record<string, unknown>>) : {};
  const taken = new Set<string>();
  const read = (key: keyof typeof defaultVariableNames): string | undefined => {
    const value = given[key];
    const name = typeof value === 'string' && (value === '' || isVariableName(value)) ? value : defaultVariableNames[key];
    // Windows finds a variable whatever the case of its name.
    if (name === '' || taken.has(name.toUpperCase())) return undefined;
    taken.add(name.toUpperCase());
    return name;
  };
  const authCookie = read('authCookie') ?? defaultVariableNames.authCookie;
  taken.add(authCookie.toUpperCase());
  const twoFactorAuth = read('twoFactorAuth');
  const userAgent = read('userAgent');
  const apiUrl = read('apiUrl');
  const pipelineUrl = read('pipelineUrl');
  return {
    authCookie,
    ...(twoFactorAuth !== undefined && { twoFactorAuth }),
    ...(userAgent !== undefined && { userAgent }),
    ...(apiUrl !== undefined && { apiUrl }),
    ...(pipelineUrl !== undefined && { pipelineUrl }),
  };
}

/** POSIX names of environment variables, with lower case allowed. */
export function isVariableName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}
