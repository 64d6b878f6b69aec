import type { GatewayAddresses } from '../../gateway/sessionGateway.ts';
import type { VariableNames } from './variableNames.ts';

/** The environment variables of programs that go through the session gateway, in the order they are written. */
export function gatewayVariables(
  { apiUrl, pipelineUrl }: GatewayAddresses,
  names: VariableNames,
  userAgent: string,
): ReadonlyMap<string, string> {
  return new Map([
    ...(names.apiUrl === undefined ? [] : [[names.apiUrl, apiUrl] as const]),
    ...(names.pipelineUrl === undefined ? [] : [[names.pipelineUrl, pipelineUrl] as const]),
    ...(names.userAgent === undefined ? [] : [[names.userAgent, userAgent] as const]),
  ]);
}
