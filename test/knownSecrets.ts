import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { AccountSeed } from '../src/emulator/accountSeed.ts';
import { readLeavingBytes } from './leavingBytes.ts';

/** What the emulator answers that nobody else may see: cookies, keys for authenticators, and recovery codes. */
const answered = [/(authcookie_[\w-]+)/g, /twoFactorAuth=([\w.-]{16,})/g, /"secret":"([A-Z2-7]{16,})"/g, /"(\w{4}-\w{4})"/g];

/** Collects the secrets of a test run. */
export interface KnownSecrets {
  /** All so far. */
  readonly all: () => readonly string[];
  readonly end: () => void;
}

/**
 * Collects the secrets that come up while tests run: of the accounts, all that the emulator hands out, and the keys of the gateway addresses
 * that the tests send requests to.
 *
 * @param emulatorPort - of an emulator in this process
 */
export function collectSecrets(accounts: readonly AccountSeed[], emulatorPort: () => number | undefined): KnownSecrets {
  const known = new Set<string>();
  for (const { password, totpSecret, recoveryCodes = [] } of accounts) {
    known.add(password);
    if (totpSecret !== undefined) known.add(totpSecret);
    for (const code of recoveryCodes) known.add(`${code.slice(0, 4)}-${code.slice(4)}`);
  }
  const endReading = readLeavingBytes(emulatorPort, (text) => {
    for (const pattern of answered) for (const [, secret = ''] of text.matchAll(pattern)) known.add(secret);
  });
  // Of `fetch`.
  const channel = 'undici:request:create';
  const onRequest = (message: unknown): void => {
    const { path } = (message as { readonly request: { readonly path: string } }).request;
    const [, key] = /^\/([\w-]{32})\/api\/1(?:\/|$)/.exec(path) ?? [];
    if (key !== undefined) known.add(key);
  };
  subscribe(channel, onRequest);
  return {
    all: () => [...known],
    end: () => {
      endReading();
      unsubscribe(channel, onRequest);
    },
  };
}
