import { STATUS_CODES } from 'node:http';
import { isIP } from 'node:net';
import { operationNames, type OperationName } from './operations.ts';

/** Faults that only apply to a sign-in with the right password. Other requests don't use them up. */
const loginFaults = ['newLocation', 'tooManyPlaces', 'tooManySessions'] as const;

/** Every fault, with its argument if it takes one; `?` marks an optional argument. */
const argumentForms = {
  status: 'code',
  html502: null,
  webPage: 'code?',
  missingCredentials: 'code',
  reset: null,
  timeout: null,
  truncate: null,
  slow: 'milliseconds?',
  wrongContentType: null,
  malformedJson: null,
  hugeBody: null,
  redirectElsewhere: 'url?',
  rateLimit: 'seconds?',
  vpnBlocked: null,
  userAgentBlocked: null,
  moderated: null,
  stepUp: null,
  expireSessions: null,
  otherNetwork: null,
  newAddress: 'address?',
  rotateSession: null,
  newLocation: null,
  tooManyPlaces: null,
  tooManySessions: null,
} as const;

export type FaultName = keyof typeof argumentForms;
type LoginFault = (typeof loginFaults)[number];

/** A fault that applies to the next requests for its operation. */
export type ActiveFault = {
  /** Different for each fault of this process. */
  readonly id: number;
  readonly operation: OperationName | '*';
  readonly name: FaultName;
  readonly argument: string | undefined;
  /** The number of requests it still applies to; `null` for all until it is deleted. */
  times: number | null;
};

/** A fault as written in a request to the control surface. */
export type FaultRequest = { readonly operation: string; readonly fault: string; readonly times?: number | undefined };

/** Every fault with the kind of its argument: `null` for none, `?` at the end if it is optional. */
export const faultForms: Readonly<Record<FaultName, (typeof argumentForms)[FaultName]>> = argumentForms;

let faultsMade = 0;

/**
 * Parses a fault, such as `rateLimit:60`.
 *
 * @returns the fault, or a message that says what is wrong with the request and what is expected
 */
export function parseFault({ operation, fault, times }: FaultRequest): ActiveFault | string {
  const colon = fault.indexOf(':');
  const name = colon < 0 ? fault : fault.slice(0, colon);
  const argument = colon < 0 ? undefined : fault.slice(colon + 1);
  if (!isFaultName(name)) return `Unknown fault "${fault}". Known faults: ${knownFaults()}.`;
  if (!isOperation(operation)) return `Unknown operation "${operation}". Known operations: *, ${operationNames.join(', ')}.`;
  if (!isValidArgument(name, argument)) return `Invalid fault "${fault}". Expected the form ${faultSyntax(name)}.`;
  if (isLoginFault(name) && operation !== '*' && operation !== 'getCurrentUser') {
    return `"${name}" only applies to a sign-in. Use the operation "getCurrentUser" or "*".`;
  }
  return { id: ++faultsMade, operation, name, argument, times: times ?? null };
}

/** The fault as the control surface returns it. */
export function describeFault({ operation, name, argument, times }: ActiveFault): Omit<FaultRequest, 'times'> & Pick<ActiveFault, 'times'> {
  return { operation, fault: argument === undefined ? name : `${name}:${argument}`, times };
}

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(argumentForms, name);
}

/** Whether the fault only applies to a sign-in with the right password. */
export function isLoginFault(name: FaultName): name is LoginFault {
  return loginFaults.some((loginFault) => loginFault === name);
}

function isOperation(name: string): name is OperationName | '*' {
  return name === '*' || operationNames.some((operation) => operation === name);
}

function isValidArgument(name: FaultName, argument: string | undefined): boolean {
  switch (argumentForms[name]) {
    case 'code':
      return argument !== undefined && isErrorStatus(argument);
    case 'code?':
      return argument === undefined || isErrorStatus(argument);
    case 'milliseconds?':
    case 'seconds?':
      return argument === undefined || /^\d{1,6}$/.test(argument);
    case 'url?':
      return argument === undefined || URL.canParse(argument);
    case 'address?':
      return argument === undefined || isIP(argument) !== 0;
    case null:
      return argument === undefined;
  }
}

function isErrorStatus(code: string): boolean {
  return /^[45]\d\d$/.test(code) && (STATUS_CODES[code] !== undefined || code === '420');
}

function knownFaults(): string {
  return Object.keys(argumentForms).filter(isFaultName).map(faultSyntax).join(', ');
}

function faultSyntax(name: FaultName): string {
  const argument = argumentForms[name];
  if (argument === null) return name;
  return argument.endsWith('?') ? `${name}[:<${argument.slice(0, -1)}>]` : `${name}:<${argument}>`;
}
