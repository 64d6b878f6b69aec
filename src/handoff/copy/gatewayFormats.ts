import type { GatewayAddresses } from '../../gateway/sessionGateway.ts';
import { formatEnvironmentValue } from '../environmentFile/environmentFile.ts';
import { gatewayVariables } from '../session/gatewayVariables.ts';
import { defaultVariableNames, type VariableNames } from '../session/variableNames.ts';

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
  // The address has no character that a shell would read. In Windows PowerShell, `curl` is another command.
  curl: ({ addresses }: GatewayFormatInput): string => `curl --silent --fail --retry 5 "${addresses.apiUrl}/auth/user"\n`,
  curlWindows: ({ addresses }: GatewayFormatInput): string => `curl.exe --silent --fail --retry 5 "${addresses.apiUrl}/auth/user"\n`,
} as const;

const javascript = [
  'const api = process.env.VRCHAT_API_URL;',
  '',
  'async function get(path) {',
  '  for (;;) {',
  '    const response = await fetch(api + path);',
  '    if (response.status !== 503 && response.status !== 429) return response.json();',
  "    const seconds = Number(response.headers.get('retry-after') ?? 5);",
  '    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));',
  '  }',
  '}',
  '',
  "const user = await get('/auth/user');",
  'console.log(user.displayName);',
];

const python = [
  'import json, os, time',
  'from urllib.error import HTTPError',
  'from urllib.request import ProxyHandler, build_opener',
  '',
  '# A proxy that is set in the environment must not see the address.',
  'open_url = build_opener(ProxyHandler({})).open',
  '',
  '',
  'def get(path):',
  '    while True:',
  '        try:',
  '            with open_url(os.environ["VRCHAT_API_URL"] + path) as response:',
  '                return json.load(response)',
  '        except HTTPError as error:',
  '            if error.code not in (429, 503):',
  '                raise',
  '            time.sleep(int(error.headers.get("Retry-After", 5)))',
  '',
  '',
  'print(get("/auth/user")["displayName"])',
];

const program =
  (lines: readonly string[]) =>
  ({ apiUrl = defaultVariableNames.apiUrl }: VariableNames): string =>
    `${lines.join('\n').replaceAll(defaultVariableNames.apiUrl, apiUrl)}\n`;

/** The programs of docs/gateway.md. They read the address from the environment and contain no secret. */
export const gatewayPrograms = { javascript: program(javascript), python: program(python) } as const;
