import type { GatewayAddresses } from '../../gateway/sessionGateway.ts';
import type { VariableNames } from './variableNames.ts';

/** Whether a variable's value is an address of a session gateway, be it valid or not. */
export function isGatewayAddress(value: string): boolean {
  return /^(?:http|ws):\/\/127\.0\.0\.1:\d{1,5}\/[\w-]{22,}\/(?:api\/1|pipeline)$/.test(value);
}

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
