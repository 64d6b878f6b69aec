import { defaultServer } from '../../vrchat/server.ts';
import { formatEnvironmentValue } from '../environmentFile/environmentFile.ts';
import { cookieHeader, type HandoffCookie, type HandoffSession } from '../session/handoffSession.ts';
import { sessionVariables } from '../session/sessionVariables.ts';
import { snippets } from './snippets.ts';
import type { VariableNames } from '../session/variableNames.ts';

/** The input of a format. */
export interface FormatInput {
  readonly session: HandoffSession;
  readonly userAgent: string;
  readonly names: VariableNames;
  /** Whether the text contains the secrets, or reads them from the environment. */
  readonly secrets: 'inline' | 'environment';
}

/** A format for copying a session. */
export interface SessionFormat {
  readonly id: FormatId;
  /** Whether it can read the secrets from environment variables instead of containing them. */
  readonly readsEnvironment: boolean;
  write(input: FormatInput): string;
}

export type FormatId =
  'authCookie' | 'cookieHeader' | 'environment' | 'json' | 'cookieFile' | 'webSocket' | 'curl' | 'http' | keyof typeof snippets;

/** Where VRChat's events come from. @see https://vrchat.community/websocket */
const pipeline = 'wss://pipeline.vrchat.cloud/';

const plain = (id: FormatId, write: SessionFormat['write']): SessionFormat => ({ id, readsEnvironment: false, write });
const program = (id: FormatId, write: SessionFormat['write']): SessionFormat => ({ id, readsEnvironment: true, write });

/** Every format, in the order shown. */
export const sessionFormats: readonly SessionFormat[] = [
  plain('authCookie', ({ session }) => session.auth.value.reveal()),
  plain('cookieHeader', ({ session }) => cookieHeader(session)),
  plain('environment', ({ session, names, userAgent }) =>
    [...sessionVariables(session, names, userAgent)].map(([name, value]) => `${name}=${formatEnvironmentValue(value) ?? ''}\n`).join(''),
  ),
  program('curl', writeCurl),
  program('http', writeHttp),
  plain('cookieFile', ({ session }) => writeCookieFile(session)),
  plain(
    'json',
    ({ session, userAgent }) =>
      `${JSON.stringify(
        {
          server: session.server,
          userId: session.userId,
          auth: session.auth.value.reveal(),
          ...(session.twoFactorAuth && { twoFactorAuth: session.twoFactorAuth.value.reveal() }),
          userAgent,
        },
        undefined,
        2,
      )}\n`,
  ),
  plain('webSocket', ({ session }) => `${pipeline}?authToken=${encodeURIComponent(session.auth.value.reveal())}`),
  ...Object.entries(snippets).map(([id, write]) =>
    program(id as keyof typeof snippets, (input) =>
      write({
        ...input,
        ...(input.session.server !== defaultServer && { otherServer: input.session.server }),
      }),
    ),
  ),
];

/** For a POSIX shell. On Windows, Git Bash and WSL provide one. */
function writeCurl({ session, userAgent, names, secrets }: FormatInput): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const cookies =
    secrets === 'inline'
      ? quoted(cookieHeader(session))
      : `"${cookieNames(session, names)
          .map(([cookie, variable]) => `${cookie}=$${variable}`)
          .join('; ')}"`;
  return `curl -A ${quoted(userAgent)} -b ${cookies} ${quoted(`${session.server}/auth/user`)}\n`;
}

/** As the extension REST Client reads it. @see https://github.com/Huachao/vscode-restclient#system-variables */
function writeHttp({ session, userAgent, names, secrets }: FormatInput): string {
  const cookies =
    secrets === 'inline'
      ? cookieHeader(session)
      : cookieNames(session, names)
          .map(([cookie, variable]) => `${cookie}={{$processEnv ${variable}}}`)
          .join('; ');
  return `GET ${session.server}/auth/user\nUser-Agent: ${userAgent}\nCookie: ${cookies}\n`;
}

function cookieNames({ twoFactorAuth }: HandoffSession, names: VariableNames): readonly (readonly [string, string])[] {
  return [
    ['auth', names.authCookie],
    ...(twoFactorAuth && names.twoFactorAuth !== undefined ? [['twoFactorAuth', names.twoFactorAuth] as const] : []),
  ];
}

/** As curl, wget and Python's `MozillaCookieJar` read it. @see https://curl.se/docs/http-cookies.html */
function writeCookieFile({ server, auth, twoFactorAuth }: HandoffSession): string {
  const { hostname, protocol } = new URL(server);
  const line = (name: string, { value, expires }: HandoffCookie): string =>
    [
      hostname,
      'FALSE',
      '/',
      protocol === 'https:' ? 'TRUE' : 'FALSE',
      expires === undefined ? 0 : Math.floor(expires / 1000),
      name,
      value.reveal(),
    ].join('\t');
  return `${['# Netscape HTTP Cookie File', line('auth', auth), ...(twoFactorAuth ? [line('twoFactorAuth', twoFactorAuth)] : [])].join('\n')}\n`;
}
