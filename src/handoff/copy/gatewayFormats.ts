import type { GatewayAddresses } from '../../gateway/sessionGateway.ts';
import { formatEnvironmentValue } from '../environmentFile/environmentFile.ts';
import { gatewayVariables } from '../session/gatewayVariables.ts';
import type { VariableNames } from '../session/variableNames.ts';

/** The input of a format. */
export interface GatewayFormatInput {
  readonly addresses: GatewayAddresses;
  readonly names: VariableNames;
  readonly userAgent: string;
}

/** The forms of an address. Each contains it, and is cleared from the clipboard. */
export const addressFormats = {
  address: ({ addresses }: GatewayFormatInput): string => addresses.apiUrl,
  environment: ({ addresses, names, userAgent }: GatewayFormatInput): string =>
    [...gatewayVariables(addresses, names, userAgent)]
      .flatMap(([name, value]) => {
        const written = formatEnvironmentValue(value);
        return written === undefined ? [] : [`${name}=${written}\n`];
      })
      .join(''),
  pipeline: ({ addresses }: GatewayFormatInput): string => addresses.pipelineUrl,
  http: ({ addresses }: GatewayFormatInput): string => `GET ${addresses.apiUrl}/auth/user\n`,
  // Tries again while VRChat is out of reach, and while another window takes over. The address has no character that a shell would read. In Windows PowerShell, `curl` is another command.
  curl: ({ addresses }: GatewayFormatInput): string =>
    `curl --silent --fail --retry 5 --retry-connrefused "${addresses.apiUrl}/auth/user"\n`,
  curlWindows: ({ addresses }: GatewayFormatInput): string =>
    `curl.exe --silent --fail --retry 5 --retry-connrefused "${addresses.apiUrl}/auth/user"\n`,
} as const;
