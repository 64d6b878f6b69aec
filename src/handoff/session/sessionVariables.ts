import { pipelineAddress } from '../../vrchat/server.ts';
import type { HandoffSession } from './handoffSession.ts';
import type { VariableNames } from './variableNames.ts';

/**
 * The environment variables of a session, in clear, in the order they are written.
 *
 * @param userAgent - handed along, because VRChat rejects requests without one
 */
export function sessionVariables(session: HandoffSession, names: VariableNames, userAgent: string): ReadonlyMap<string, string> {
  return new Map([
    [names.authCookie, session.auth.value.reveal()],
    ...(names.twoFactorAuth !== undefined && session.twoFactorAuth
      ? [[names.twoFactorAuth, session.twoFactorAuth.value.reveal()] as const]
      : []),
    ...(names.userAgent === undefined ? [] : [[names.userAgent, userAgent] as const]),
    ...serverVariables(session.server, names),
  ]);
}

/**
 * The environment variables that say where a session is valid, so that its cookies go nowhere else.
 *
 * @param server - the one that issued the session
 */
export function serverVariables(server: string, { apiUrl, pipelineUrl }: VariableNames): readonly (readonly [string, string])[] {
  return [
    ...(apiUrl === undefined ? [] : [[apiUrl, server] as const]),
    ...(pipelineUrl === undefined ? [] : [[pipelineUrl, pipelineAddress(server)] as const]),
  ];
}

/** The variable names of a session's cookies and its User-Agent. Names without a value must not keep one from an earlier session. */
export function variableNameList({ authCookie, twoFactorAuth, userAgent }: VariableNames): readonly string[] {
  return [authCookie, twoFactorAuth, userAgent].filter((name) => name !== undefined);
}
