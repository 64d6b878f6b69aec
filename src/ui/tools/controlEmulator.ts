import * as v from 'valibot';
import { privacy } from '../../prompts/settings.ts';
import { readLimited } from '../../vrchat/readLimited.ts';
import { defineTool, toolError } from './defineTool.ts';
import { foreignData } from './foreignData.ts';

export interface ControlEmulatorPorts {
  /** The base address of an emulator that runs on this machine, if one does. */
  readonly address: () => string | undefined;
  /** Starts one in this window. @returns its base address */
  readonly start: () => Promise<string>;
}

const name = v.pipe(v.string(), v.regex(/^(?:\*|[A-Za-z0-9]{1,40})$/, 'the name of an operation, or *'));

const Input = v.variant('action', [
  v.object({ action: v.picklist(['start', 'status', 'remove_faults', 'read_codes', 'read_mail']) }),
  v.object({
    action: v.literal('cause_fault'),
    operation: v.optional(name, '*'),
    fault: v.pipe(v.string(), v.regex(/^\w{1,40}(?::[\w.:/-]{1,100})?$/, 'a fault such as expireSessions or rateLimit:60')),
    times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 1),
  }),
  v.object({
    action: v.literal('advance_clock'),
    seconds: v.pipe(v.number(), v.minValue(1), v.maxValue(366 * 24 * 3600)),
  }),
]);

/** The parts of the emulator's answers that are passed on. Everything else stays here, such as secrets of authenticators. */
const State = v.object({
  now: v.string(),
  accounts: v.array(v.object({ username: v.string(), twoFactor: v.string(), logins: v.number(), sessions: v.array(v.unknown()) })),
  requests: v.array(v.object({ operation: v.nullable(v.string()), method: v.string(), path: v.string(), status: v.nullable(v.number()) })),
});
const Codes = v.array(v.object({ username: v.string(), code: v.string(), validForSeconds: v.number() }));
const Mail = v.array(
  v.object({ to: v.string(), subject: v.string(), code: v.optional(v.string()), link: v.optional(v.string()), at: v.unknown() }),
);
const Fault = v.object({ operation: v.string(), fault: v.string(), times: v.nullish(v.number()) });

/** Another program may answer at its address. */
const maxBytes = 5 * 1024 * 1024;
const maxRequests = 20;
const maxMails = 10;

/** Starts and steers the emulator, a VRChat API on this machine with accounts that are nobody's. Nothing reaches VRChat. */
export function createControlEmulator({ address, start }: ControlEmulatorPorts) {
  return defineTool(Input, async (input) => {
    if (input.action === 'start') {
      const running = address() ?? (await start());
      return `The emulator runs at ${running}. The user signs in there with “VRChat Auth: Sign In”; the action status lists the demo accounts, and read_codes has their two-factor codes.`;
    }
    const running = address();
    if (running === undefined) throw toolError('No emulator is running. Use the action start first.');
    const call = (method: string, path: string, body?: unknown): Promise<unknown> => control(running, method, path, body);
    // Even these may carry the name of someone, if the emulator was started with other accounts.
    const hidesTexts = privacy().hidden;
    switch (input.action) {
      case 'status': {
        const { now, accounts, requests } = v.parse(State, await call('GET', 'state'));
        const faults = v.parse(v.array(Fault), await call('GET', 'faults'));
        return [
          `The emulator runs at ${running}. Its clock says ${/^[\dTZ:.-]{1,30}$/.exec(now)?.[0] ?? 'nothing'}.`,
          foreignData(
            {
              accounts: accounts.map(({ sessions, ...account }) => ({ ...account, sessions: sessions.length })),
              faults,
              latestRequests: requests.slice(-maxRequests),
            },
            { hidesTexts },
          ),
        ].join('\n');
      }
      case 'cause_fault': {
        const { operation, fault, times } = input;
        const faults = v.parse(v.array(Fault), await call('POST', 'faults', { operation, fault, times }));
        return `The fault waits for the next request to ${operation}.\n${foreignData({ faults })}`;
      }
      case 'remove_faults':
        await call('DELETE', 'faults');
        return 'All faults are removed.';
      case 'read_codes': {
        const codes = v.parse(Codes, await call('GET', 'codes'));
        // The codes are what was asked for; in privacy mode, accounts have numbers.
        return foreignData(codes.map(({ username, ...code }, index) => ({ account: hidesTexts ? index + 1 : username, ...code })));
      }
      case 'read_mail': {
        const mails = v.parse(Mail, await call('GET', 'mailbox')).slice(-maxMails);
        return mails.length === 0
          ? 'No email was sent yet.'
          : foreignData(mails.map(({ to, ...mail }) => (hidesTexts ? mail : { to, ...mail })));
      }
      case 'advance_clock':
        await call('POST', 'clock', { advanceSeconds: input.seconds });
        return `The emulator's clock is ${input.seconds} seconds further ahead.`;
    }
  });
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}

/** @throws Error with the emulator's own sentence if it refuses, or that it does not answer */
async function control(address: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${new URL(address).origin}/_emulator/${path}`, {
    method,
    redirect: 'error',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => undefined);
  if (!response) throw toolError('The emulator does not answer.');
  const answer = parse(await readLimited(response, maxBytes).catch(() => undefined));
  if (response.ok && answer !== undefined) return answer;
  throw toolError(`The emulator refused it.\n${foreignData(answer ?? response.status)}`);
}
