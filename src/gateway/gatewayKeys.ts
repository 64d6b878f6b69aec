/** Where the secret store has the keys, the port and the windows' secret of a machine's gateway. */
export const gatewayPrefix = (host: string): string => `gateway/${host}/`;

/** Where it has the folders that were last seen in Restricted Mode. */
export const restrictedPrefix = 'restricted/';

/** Whether a key of the secret store belongs to a gateway. Needed at activation, so nothing else is in this file. */
export function isGatewayKey(key: string): boolean {
  return key.startsWith('gateway/') || key.startsWith(restrictedPrefix);
}
