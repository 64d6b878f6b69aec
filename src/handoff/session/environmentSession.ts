import { secret } from '../../vrchat/secret.ts';
import { readTwoFactorToken } from '../../vrchat/twoFactorToken.ts';
import type { HandoffSession } from './handoffSession.ts';
import type { VariableNames } from './variableNames.ts';

/** Stands in for the user ID of a session whose owner is not known yet. */
export const environmentId = 'environment';

/**
 * The session in the environment that VS Code was started with, as in containers and Codespaces. It can be used but not changed.
 *
 * @param environment - of the extension host
 * @param server - the address it is assumed to be for
 * @returns `undefined` if the variable is missing or contains no session
 */
export function readEnvironmentSession(
  environment: Readonly<Record<string, string | undefined>>,
  names: VariableNames,
  server: string,
): HandoffSession | undefined {
  const text = environment[names.authCookie] ?? '';
  const auth = /(?<![\w-])authcookie_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])/i.exec(text)?.[0];
  if (auth === undefined) return undefined;
  const own = names.twoFactorAuth === undefined ? undefined : environment[names.twoFactorAuth]?.trim();
  const twoFactorAuth = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(text)?.[0] ?? own;
  return {
    server,
    userId: environmentId,
    displayName: names.authCookie,
    auth: { value: secret(auth) },
    ...(twoFactorAuth !== undefined &&
      readTwoFactorToken(twoFactorAuth).userId !== undefined && { twoFactorAuth: { value: secret(twoFactorAuth) } }),
  };
}
