import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { operations, type OperationName } from '../../../src/vrchat/operations.ts';
import { sourceFiles } from '../sourceFiles.ts';

/** How the user reaches each operation: its command, or why it has none. */
const reach: Readonly<Record<OperationName, { readonly command: string } | { readonly reason: RegExp }>> = {
  verifyAuthToken: { command: 'verifySession' },
  getCurrentUser: { command: 'signIn' },
  verify2FA: { command: 'enterCode' },
  verify2FAEmailCode: { command: 'enterCode' },
  verifyRecoveryCode: { command: 'enterCode' },
  enable2FA: { command: 'enableTwoFactor' },
  verifyPending2FA: { command: 'enableTwoFactor' },
  cancelPending2FA: { command: 'cancelPendingTwoFactor' },
  disable2FA: { command: 'disableTwoFactor' },
  getRecoveryCodes: { command: 'showRecoveryCodes' },
  checkUserExists: { command: 'checkAvailability' },
  confirmEmail: { command: 'confirmEmail' },
  verifyLoginPlace: { command: 'confirmLoginPlace' },
  resendEmailConfirmation: { command: 'resendEmailConfirmation' },
  logout: { command: 'signOut' },
  registerUserAccount: { reason: /Terms of Service \(§13\.2\)/ },
  deleteUser: { command: 'deleteAccount' },
};

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
  };
};
const interfaceAndAccounts = [...sourceFiles('src/ui'), ...sourceFiles('src/accounts')].map(({ text }) => text).join('\n');
/** `verifyCode` calls the three operations that take a code. */
const callers = /\bverifyCode\(/.test(interfaceAndAccounts)
  ? interfaceAndAccounts + readFileSync('src/vrchat/verifyCode.ts', 'utf8')
  : interfaceAndAccounts;
const isCalled = (name: string): boolean => new RegExp(`\\.${name}\\(`).test(callers);

describe('every operation of the API', () => {
  it.each(Object.keys(operations) as OperationName[])('%s is called from a command, or has a documented reason not to be', (name) => {
    const way = reach[name];
    if ('reason' in way) {
      expect(isCalled(name)).toBe(false);
      const documented = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s*${name}: operation`)
        .exec(readFileSync('src/vrchat/operations.ts', 'utf8'))?.[1]
        ?.replace(/\s*\*\s*/g, ' ');
      expect(documented).toMatch(way.reason);
      expect(callers).toMatch(way.reason);
      return;
    }
    expect(isCalled(name)).toBe(true);
    const command = `vrchatAuth.${way.command}`;
    expect(manifest.contributes.commands.map((declared) => declared.command)).toContain(command);
    const hidden = manifest.contributes.menus.commandPalette?.filter(({ when }) => when === 'false').map((entry) => entry.command);
    expect(hidden).not.toContain(command);
  });
});
