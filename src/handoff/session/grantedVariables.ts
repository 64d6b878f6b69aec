import type { GrantOf } from './folderGrants.ts';
import type { GatewayAddresses } from '../../gateway/sessionGateway.ts';
import { gatewayVariables } from './gatewayVariables.ts';
import { sessionOfGrant } from './grantedAccount.ts';
import type { SessionSource } from './sessionSource.ts';
import { sessionVariables } from './sessionVariables.ts';
import { readVariableNames } from './variableNames.ts';

/**
 * The environment variables of a folder's terminals and launches, in clear, under the names of the grant.
 *
 * @param addresses - the gateway's, for a grant that carries them; `undefined` while it has none
 * @returns empty if there is nothing to give: no other account stands in for the granted one
 */
export function grantedVariables(
  sessions: SessionSource,
  grant: GrantOf<'terminals'>,
  addresses: GatewayAddresses | undefined,
): ReadonlyMap<string, string> {
  const names = readVariableNames(grant.way.names);
  if (grant.way.carries === 'gateway') return addresses ? gatewayVariables(addresses, names, grant.userAgent) : new Map();
  const session = sessionOfGrant(sessions, grant.account);
  // A session that is known to be dead is withdrawn: a program that starts with it fails a minute later.
  if (!session || sessions.isDead(session)) return new Map();
  return sessionVariables(session, names, grant.userAgent);
}
