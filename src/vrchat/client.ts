import * as v from 'valibot';
import type { UnreachableReason, VRChatError, VRChatResult } from './errors.ts';
import { readFailedResponse } from './failedResponse.ts';
import { operations, type Operation, type OperationInput, type OperationName, type OperationOutput } from './operations.ts';
import { createPauses, type PauseMemory } from './pauses.ts';
import { parseServer, userAgentProblem } from './server.ts';
import type { SessionCookies } from './sessionCookies.ts';
import { createTransport, type TransportResult } from './transport.ts';

/** {@link operations}, typed so that a row's input and output follow from its name. */
const rows: { readonly [Name in OperationName]: Operation<OperationInput<Name>, OperationOutput<Name>> } = operations;

/** Where the links in VRChat's emails end up. */
const website = 'https://vrchat.com';

/** Who a call is made for. */
export interface Session {
  /** Key for rate limits: the user ID, or the user name typed at a login. */
  readonly account: string;
  /** Sent as the operation requires. Every response updates them, including failed ones. */
  readonly cookies: SessionCookies;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** One request and its result, without any content. */
export interface Exchange {
  readonly operation: OperationName;
  /** Absent if no answer came. */
  readonly status?: number;
  readonly milliseconds: number;
  /** VRChat's `x-vrc-request-id`, for bug reports to VRChat. */
  readonly requestId?: string;
  /** The server's `Date` and the local time half-way through the call, both in milliseconds since the epoch. */
  readonly serverTime?: { readonly server: number; readonly local: number };
  /** Why no answer came, if none did. */
  readonly unreachable?: UnreachableReason;
  /** The error's kind, and for a network error its code. */
  readonly problem?: string;
}

/** One function per operation; see {@link operations} for what each does, costs and answers. */
export type VRChatClient = {
  readonly [Name in OperationName]: (
    session: Session,
    ...rest: undefined extends OperationInput<Name>
      ? [input?: OperationInput<Name>, options?: CallOptions]
      : [input: OperationInput<Name>, options?: CallOptions]
  ) => Promise<VRChatResult<OperationOutput<Name>>>;
};

export interface ClientOptions {
  /** Base address, checked by `parseServer`. */
  readonly server: string;
  /** `application/version contact`, checked by `userAgentProblem`. */
  readonly userAgent: string;
  /** Default: the global one. It is looked up for each call, so that a fetch patched later (proxy, certificates) is used. */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Limit for a whole call, including retries. Default: 30 s. */
  readonly timeoutMs?: number;
  /** Delay before the first retry. Default: 1 s. */
  readonly retryDelayMs?: number;
  readonly onExchange?: (exchange: Exchange) => void;
  /** Where pauses are kept for other windows and later ones. Without it, they end with this client. */
  readonly pauseMemory?: PauseMemory;
}

/**
 * A client for VRChat's authentication API. It keeps no session of its own: cookies are passed to each call and updated in place.
 *
 * @returns one function per operation. None of them throws for what a server or a network does
 */
export function createVRChatClient(options: ClientOptions): VRChatClient {
  const now = options.now ?? Date.now;
  const transport = createTransport({
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    timeoutMs: options.timeoutMs,
    retryDelayMs: options.retryDelayMs,
  });
  const pauses = createPauses(now, options.pauseMemory);
  const unusableOption = findUnusableOption(options);

  async function call<Input, Output>(
    name: OperationName,
    row: Operation<Input, Output>,
    session: Session,
    input: Input,
    signal?: AbortSignal,
  ): Promise<VRChatResult<Output>> {
    const shape = unusableOption ?? row.request(input);
    if (typeof shape === 'string') return failed({ kind: 'invalidInput', field: shape });
    const isLogin = shape.authorization !== undefined;
    await pauses.recall(session.account);
    const pause = pauses.current(session.account, isLogin);
    if (pause) return failed(pause);

    const address = `${options.server}${row.path}${shape.path ?? ''}`;
    const url = shape.query ? withQuery(address, shape.query) : address;
    const allowed = typeof row.cookies === 'function' ? row.cookies(input) : row.cookies;
    const headers = (): Readonly<Record<string, string>> => {
      const cookie = allowed === 'none' ? undefined : session.cookies.header(url, allowed === 'session' ? undefined : [allowed]);
      return {
        accept: 'application/json',
        'user-agent': options.userAgent,
        ...(cookie !== undefined && { cookie }),
        ...(shape.authorization !== undefined && { authorization: shape.authorization }),
      };
    };
    const isRepeatable = typeof row.repeatable === 'function' ? row.repeatable(input) : row.repeatable;
    const startedAt = now();
    let serverTime: Exchange['serverTime'];
    let requestId: string | undefined;
    const result = await transport({
      url,
      method: row.method,
      headers,
      ...(shape.body && { body: shape.body }),
      mayRepeat: () => isRepeatable && !pauses.current(session.account, isLogin),
      ...(signal && { signal }),
      onHeaders: ({ headers: received }, elapsedMs) => {
        // The session cookie is sent only once, maybe with an error or a body that never ends, so it is read first.
        session.cookies.apply(received.getSetCookie());
        requestId = /^[\w-]{1,64}$/.exec(received.get('x-vrc-request-id') ?? '')?.[0];
        const server = Date.parse(received.get('date') ?? '');
        if (!Number.isNaN(server)) serverTime = { server, local: now() - elapsedMs / 2 };
      },
    });

    const answer = readResult(row, url, result, (status, body, received) =>
      readFailedResponse({ status, body, isLogin, pauseUntil: (kind) => pauses.proposed(kind, session.account, received) }),
    );
    if (answer.ok) await pauses.clear(session.account, isLogin, startedAt);
    else await pauses.note(session.account, answer.error);
    options.onExchange?.({
      operation: name,
      milliseconds: now() - startedAt,
      ...(result.kind === 'response' && { status: result.status }),
      ...(requestId !== undefined && { requestId }),
      ...(serverTime && { serverTime }),
      ...(result.kind === 'unreachable' && { unreachable: result.reason }),
      ...(!answer.ok && { problem: result.kind === 'unreachable' ? `${result.reason} (${result.cause})` : answer.error.kind }),
    });
    return answer;
  }

  function bind<Name extends OperationName>(name: Name) {
    const row = rows[name];
    return (session: Session, input: OperationInput<Name>, callOptions?: CallOptions) =>
      call(name, row, session, input, callOptions?.signal);
  }
  return {
    verifyAuthToken: bind('verifyAuthToken'),
    getCurrentUser: bind('getCurrentUser'),
    verify2FA: bind('verify2FA'),
    verify2FAEmailCode: bind('verify2FAEmailCode'),
    verifyRecoveryCode: bind('verifyRecoveryCode'),
    enable2FA: bind('enable2FA'),
    verifyPending2FA: bind('verifyPending2FA'),
    cancelPending2FA: bind('cancelPending2FA'),
    disable2FA: bind('disable2FA'),
    getRecoveryCodes: bind('getRecoveryCodes'),
    checkUserExists: bind('checkUserExists'),
    confirmEmail: bind('confirmEmail'),
    verifyLoginPlace: bind('verifyLoginPlace'),
    resendEmailConfirmation: bind('resendEmailConfirmation'),
    logout: bind('logout'),
    registerUserAccount: bind('registerUserAccount'),
    deleteUser: bind('deleteUser'),
  };
}

function failed(error: VRChatError): { readonly ok: false; readonly error: VRChatError } {
  return { ok: false, error };
}

/** Both are validated, because both are sent with every request. */
function findUnusableOption({ server, userAgent }: ClientOptions): 'server' | 'userAgent' | undefined {
  const parsed = parseServer(server);
  if (!('server' in parsed) || parsed.server !== server) return 'server';
  return userAgentProblem(userAgent) === undefined ? undefined : 'userAgent';
}

function readResult<Output>(
  { response }: Operation<never, Output>,
  url: string,
  result: TransportResult,
  readFailure: (status: number, body: string, headers: Headers) => VRChatError,
): VRChatResult<Output> {
  if (result.kind === 'canceled') return failed({ kind: 'canceled' });
  if (result.kind === 'tooLarge') return failed({ kind: 'unexpectedResponse', field: 'size' });
  if (result.kind === 'unreachable') return failed({ kind: 'unreachable', reason: result.reason });
  const { status, headers, body } = result;
  if ('redirect' in response) {
    if (status !== 302) return failed(status >= 400 ? readFailure(status, body, headers) : { kind: 'unexpectedResponse', field: 'status' });
    const page = findPage(headers.get('location'), url);
    const value = page === undefined ? undefined : response.redirect(page);
    return value === undefined ? failed({ kind: 'unexpectedResponse', field: 'location' }) : { ok: true, value };
  }
  if (status !== 200) return failed(readFailure(status, body, headers));
  const answer = readJson(response.json, body);
  const refusal = answer.ok ? response.refusal?.(answer.value) : undefined;
  return refusal ? failed(refusal) : answer;
}

/** The path of a `Location` at VRChat. A redirect to any other site says nothing about what VRChat did. */
function findPage(location: string | null, url: string): string | undefined {
  const page = location === null ? null : URL.parse(location, url);
  return page && (page.origin === new URL(url).origin || page.origin === website) ? page.pathname : undefined;
}

function readJson<Output>(schema: v.GenericSchema<unknown, Output>, body: string): VRChatResult<Output> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return failed({ kind: 'unexpectedResponse', field: 'body' });
  }
  const parsed = v.safeParse(schema, json);
  return parsed.success
    ? { ok: true, value: parsed.output }
    : failed({ kind: 'unexpectedResponse', field: v.getDotPath(parsed.issues[0]) ?? 'body' });
}

function withQuery(address: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value] satisfies [string, string]] : []));
  return `${address}?${new URLSearchParams(given).toString()}`;
}
