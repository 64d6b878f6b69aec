import { defaultServer, pipelineAddress } from '../../vrchat/server.ts';
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
  /** Whether the text contains the secrets, or reads them from the environment or a `.env` file beside it. */
  readonly secrets: SecretSource;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type SecretSource = 'inline' | 'environment' | 'dotenv';

/** A format for copying a session. */
export interface SessionFormat {
  readonly id: FormatId;
  /** Whether it can read the secrets from environment variables instead of containing them. */
  readonly readsEnvironment: boolean;
  /** Whether it can read them from a `.env` file itself. */
  readonly readsDotenv: boolean;
  /** @returns `undefined` if the format has no way to write these values */
  readonly write: (input: FormatInput) => string | undefined;
}

export type FormatId =
  | 'authCookie'
  | 'cookieHeader'
  | 'environment'
  | 'variablesPosix'
  | 'variablesPowerShell'
  | 'variablesCmd'
  | 'json'
  | 'cookieFile'
  | 'webSocket'
  | 'curl'
  | 'curlPowerShell'
  | 'curlCmd'
  | 'http'
  | keyof typeof snippets;

const plain = (id: FormatId, write: SessionFormat['write']): SessionFormat => ({ id, readsEnvironment: false, readsDotenv: false, write });
const program = (id: FormatId, write: SessionFormat['write']): SessionFormat => ({
  id,
  readsEnvironment: true,
  readsDotenv: id === 'http',
  write,
});

/** Every format, in the order shown. */
export const sessionFormats: readonly SessionFormat[] = [
  plain('authCookie', ({ session }) => session.auth.value.reveal()),
  plain('cookieHeader', ({ session }) => cookieHeader(session)),
  plain('environment', (input) => writeVariables(input, (name, value) => line(`${name}=`, formatEnvironmentValue(value)))),
  plain('variablesPosix', (input) => writeVariables(input, (name, value) => `export ${name}=${posixQuoted(value)}\n`)),
  plain('variablesPowerShell', (input) => writeVariables(input, (name, value) => `$env:${name} = ${powerShellQuoted(value)}\n`)),
  plain('variablesCmd', (input) => writeVariables(input, (name, value) => (isSafeInCmd(value) ? `set "${name}=${value}"\n` : undefined))),
  program('curl', ({ session, userAgent, names, secrets }) => {
    const cookies =
      secrets === 'inline'
        ? posixQuoted(cookieHeader(session))
        : `"${readCookies(session, names, (variable) => `\${${variable}:?is not set}`)}"`;
    return `curl -A ${posixQuoted(userAgent)} -b ${cookies} ${posixQuoted(`${session.server}/auth/user`)}\n`;
  }),
  // In Windows PowerShell, `curl` is another command.
  program('curlPowerShell', ({ session, userAgent, names, secrets }) => {
    const cookies =
      secrets === 'inline' ? powerShellQuoted(cookieHeader(session)) : `"${readCookies(session, names, (variable) => `$env:${variable}`)}"`;
    return `curl.exe -A ${powerShellQuoted(userAgent)} -b ${cookies} ${powerShellQuoted(`${session.server}/auth/user`)}\n`;
  }),
  program('curlCmd', ({ session, userAgent, names, secrets }) => {
    const cookies = secrets === 'inline' ? cookieHeader(session) : readCookies(session, names, (variable) => `%${variable}%`);
    const isSafe = [userAgent, session.server, ...(secrets === 'inline' ? [cookies] : [])].every(isSafeInCmd);
    return isSafe ? `curl.exe -A "${userAgent}" -b "${cookies}" "${session.server}/auth/user"\n` : undefined;
  }),
  program('http', writeHttp),
  plain('cookieFile', ({ session, now }) => writeCookieFile(session, now)),
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
  plain('webSocket', ({ session }) => `${pipelineAddress(session.server)}/?authToken=${encodeURIComponent(session.auth.value.reveal())}`),
  ...Object.entries(snippets).map(([id, write]) =>
    program(id as keyof typeof snippets, (input) =>
      write({
        ...input,
        secrets: input.secrets === 'inline' ? 'inline' : 'environment',
        ...(input.session.server !== defaultServer && { otherServer: input.session.server }),
      }),
    ),
  ),
];

function line(start: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : `${start}${value}\n`;
}

/** All variables, or nothing if one cannot be written. */
function writeVariables(
  { session, names, userAgent }: FormatInput,
  write: (name: string, value: string) => string | undefined,
): string | undefined {
  const lines = [...sessionVariables(session, names, userAgent)].map(([name, value]) => write(name, value));
  return lines.includes(undefined) ? undefined : lines.join('');
}

function posixQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** PowerShell takes typographic quotes for straight ones. @see about_Quoting_Rules */
function powerShellQuoted(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

/** At cmd's prompt nothing keeps `%` and `!` from being expanded, and a quote ends the value. */
function isSafeInCmd(text: string): boolean {
  return /^[ -~]*$/.test(text) && !/["%!^]/.test(text);
}

function readCookies(session: HandoffSession, names: VariableNames, read: (variable: string) => string): string {
  return cookieNames(session, names)
    .map(([cookie, variable]) => `${cookie}=${read(variable)}`)
    .join('; ');
}

/** As the extension REST Client reads it. @see https://github.com/Huachao/vscode-restclient#system-variables */
function writeHttp({ session, userAgent, names, secrets }: FormatInput): string {
  const source = secrets === 'dotenv' ? '$dotenv' : '$processEnv';
  const cookies = secrets === 'inline' ? cookieHeader(session) : readCookies(session, names, (variable) => `{{${source} ${variable}}}`);
  return `GET ${session.server}/auth/user\nUser-Agent: ${userAgent}\nCookie: ${cookies}\n`;
}

function cookieNames({ twoFactorAuth }: HandoffSession, names: VariableNames): readonly (readonly [string, string])[] {
  return [
    ['auth', names.authCookie],
    ...(twoFactorAuth && names.twoFactorAuth !== undefined ? [['twoFactorAuth', names.twoFactorAuth] as const] : []),
  ];
}

/** VRChat's sessions live for about a year; their real end is known to the server only. */
const assumedLifetimeMs = 365 * 24 * 60 * 60 * 1000;

/**
 * As curl, wget and Python's `MozillaCookieJar` read it. Python drops a cookie without a date, and one whose date is over.
 *
 * @see https://curl.se/docs/http-cookies.html
 */
function writeCookieFile({ server, auth, twoFactorAuth }: HandoffSession, now: number): string {
  const { hostname, protocol } = new URL(server);
  const cookieLine = (name: string, { value, expires }: HandoffCookie): string =>
    [
      hostname,
      'FALSE',
      '/',
      protocol === 'https:' ? 'TRUE' : 'FALSE',
      Math.floor((expires !== undefined && expires > now ? expires : now + assumedLifetimeMs) / 1000),
      name,
      value.reveal(),
    ].join('\t');
  return `${['# Netscape HTTP Cookie File', cookieLine('auth', auth), ...(twoFactorAuth ? [cookieLine('twoFactorAuth', twoFactorAuth)] : [])].join('\n')}\n`;
}
