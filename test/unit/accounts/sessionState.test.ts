import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownState, transition, type SessionEvent, type SessionState } from '../../../src/accounts/sessionState.ts';
import type { VRChatError } from '../../../src/vrchat/errors.ts';

const valid: SessionState = { kind: 'valid', since: 1, checkedAt: 2 };
const failed = (error: VRChatError, at = 10): SessionEvent => ({ kind: 'failed', error, at });

const silent: readonly VRChatError[] = [
  { kind: 'unreachable', reason: 'dns' },
  { kind: 'outage', status: 502 },
  { kind: 'rateLimited', until: 99, serverMessage: '' },
  { kind: 'networkBlocked', serverMessage: '' },
  { kind: 'userAgentRejected' },
  { kind: 'unexpectedResponse', field: 'body' },
  { kind: 'rejected', status: 404, serverMessage: '' },
  { kind: 'canceled' },
  { kind: 'wrongCode' },
  { kind: 'newLocation' },
  { kind: 'tooManySessions', until: 99 },
  { kind: 'invalidCredentials' },
];
const telling: readonly VRChatError[] = [
  { kind: 'missingCredentials' },
  { kind: 'requiresTwoFactorAuth' },
  { kind: 'forbidden', serverMessage: 'banned' },
];

describe('a session', () => {
  it('stays valid since the same moment as long as the server confirms it', () => {
    expect(transition(valid, { kind: 'confirmed', at: 10 })).toEqual({ kind: 'valid', since: 1, checkedAt: 10 });
  });

  it('is unreachable, not in an outage, when something other than VRChat answers', () => {
    const error = { kind: 'unexpectedResponse', field: 'body' } as const;
    expect(transition(valid, failed(error))).toEqual({ kind: 'unreachable', since: 10, reason: 'foreign', known: valid });
  });

  it.each(silent)('that was valid is still known as valid after $kind', (error) => {
    expect(knownState(transition(valid, failed(error)))).toEqual(valid);
  });

  it.each([
    ['missingCredentials', 'expired'],
    ['requiresTwoFactorAuth', 'twoFactorPending'],
    ['forbidden', 'moderated'],
  ])('becomes what the server answers: %s is %s', (kind, state) => {
    const error = telling.find((candidate) => candidate.kind === kind);
    expect(error && transition(valid, failed(error)).kind).toBe(state);
  });

  it('keeps the last known state through successive problems, and when the problem began', () => {
    const offline = transition(valid, failed({ kind: 'unreachable', reason: 'dns' }, 10));
    const stillOffline = transition(offline, failed({ kind: 'unreachable', reason: 'timeout' }, 20));
    expect(stillOffline).toEqual({ kind: 'unreachable', since: 10, reason: 'timeout', known: valid });
  });

  it.each<[string, readonly SessionEvent[]]>([
    ['', []],
    ['has expired', [failed({ kind: 'missingCredentials' })]],
    ['was blocked', [failed({ kind: 'forbidden', serverMessage: 'banned' })]],
    ['could not be reached', [failed({ kind: 'unreachable', reason: 'dns' })]],
    ['was refused from another network', [{ kind: 'failed', error: { kind: 'missingCredentials' }, at: 10, fromElsewhere: true }]],
  ])('that needs a code needs it still after GET /auth succeeds, even if it %s in between', (_what, between) => {
    const owing = [{ kind: 'twoFactorRequired', at: 5 } as const, ...between].reduce<SessionState>(transition, valid);
    expect(transition(owing, { kind: 'confirmed', at: 20, onlyToken: true }).kind).toBe('twoFactorPending');
    expect(transition(owing, { kind: 'confirmed', at: 20 }).kind).toBe('valid');
  });

  it('takes a state that only the server can decide from the server only', () => {
    const event = fc.oneof(
      fc.constantFrom(...silent).map((error) => failed(error)),
      fc.constantFrom(...telling).map((error) => failed(error)),
      fc.constantFrom<SessionEvent>({ kind: 'confirmed', at: 5 }, { kind: 'twoFactorRequired', at: 6 }, { kind: 'signedOut', at: 7 }),
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        let state: SessionState = { kind: 'signedOut', since: 0 };
        for (const next of events) {
          const before = knownState(state);
          state = transition(state, next);
          const after = knownState(state);
          if (after.kind === before.kind) continue;
          const expected = { valid: 'confirmed', signedOut: 'signedOut' }[after.kind as string];
          if (expected !== undefined) expect(next.kind).toBe(expected);
          else expect(next.kind === 'twoFactorRequired' || (next.kind === 'failed' && telling.includes(next.error))).toBe(true);
        }
      }),
    );
  });
});
