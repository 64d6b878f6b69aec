import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { AccountSeed } from './accountSeed.ts';

const text = (what: string) => v.pipe(v.string(`must be a string: ${what}`), v.minLength(1, `must not be empty: ${what}`));

const seedSchema = v.strictObject({
  username: text('the name to sign in with'),
  email: v.pipe(text('the email address'), v.regex(/^[^@\s]+@[^@\s]+$/, 'must be an email address')),
  password: text('the password to sign in with'),
  displayName: text('the name that other users see'),
  twoFactor: v.picklist(['totp', 'email', 'none'], 'must be "totp", "email" or "none"'),
  totpSecret: v.exactOptional(
    v.pipe(
      v.string('must be a string'),
      v.regex(/^[A-Za-z2-7]{16,}$/, 'must be base32: at least 16 characters, letters A to Z and digits 2 to 7, no spaces'),
    ),
  ),
  recoveryCodes: v.exactOptional(
    v.array(
      v.pipe(v.string('must be a string'), v.regex(/^[A-Za-z0-9]{8}$/, 'must be 8 letters or digits, no dash')),
      'must be an array of strings',
    ),
  ),
  emailVerified: v.exactOptional(v.boolean('must be true or false')),
  usesGeneratedPassword: v.exactOptional(v.boolean('must be true or false')),
  acceptedTOSVersion: v.exactOptional(v.pipe(v.number('must be a number'), v.integer('must be a whole number'))),
});

const fields = Object.keys(seedSchema.entries);

/**
 * Reads an accounts file.
 *
 * @param path - of a JSON file with an array of accounts
 * @returns the accounts, at least one
 * @throws if the file is unreadable or invalid. The message names the first invalid account and field, and what is expected there
 */
export function readAccountsFile(path: string): AccountSeed[] {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch {
    throw new Error(
      `Cannot read the accounts file ${path}. Check that it exists and is readable, or leave out --accounts to use the demo accounts.`,
    );
  }
  try {
    return parseAccounts(JSON.parse(content));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`${path} is not JSON: ${error.message}`, { cause: error });
    if (error instanceof Error) throw new Error(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

/**
 * Validates a list of accounts.
 *
 * @returns the accounts, at least one
 * @throws if the list is invalid. The message names the first invalid account and field
 */
export function parseAccounts(value: unknown): AccountSeed[] {
  if (!Array.isArray(value)) throw new Error('Expected a JSON array of accounts.');
  if (value.length === 0) throw new Error('The list of accounts is empty. Add at least one.');
  const accounts = value.map(parseAccount);
  rejectDuplicates(accounts);
  return accounts;
}

function parseAccount(value: unknown, index: number): AccountSeed {
  const place = `account ${index + 1}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${place} must be an object.`);
  const unknownField = Object.keys(value).find((field) => !fields.includes(field));
  if (unknownField !== undefined) throw new Error(`${place} has an unknown field "${unknownField}". Known fields: ${fields.join(', ')}.`);
  const result = v.safeParse(seedSchema, value);
  if (!result.success) {
    const [issue] = result.issues;
    const field = v.getDotPath(issue) ?? '';
    throw new Error(
      field in value || field.includes('.') ? `${place}, field "${field}": ${issue.message}.` : `${place} is missing the field "${field}".`,
    );
  }
  const seed = result.output;
  if (seed.twoFactor !== 'totp' && (seed.totpSecret !== undefined || seed.recoveryCodes !== undefined)) {
    throw new Error(`${place}: totpSecret and recoveryCodes require "twoFactor": "totp".`);
  }
  return seed;
}

/** Users sign in with the user name or the email address, so neither may match two accounts. */
function rejectDuplicates(accounts: readonly AccountSeed[]): void {
  const seen = new Map<string, number>();
  for (const [index, { username, email }] of accounts.entries()) {
    for (const name of new Set([username.toLowerCase(), email.toLowerCase()])) {
      const earlier = seen.get(name);
      if (earlier !== undefined) {
        throw new Error(
          `account ${index + 1} has the same username or email as account ${earlier + 1}: "${name}". Each must be unique, ignoring case.`,
        );
      }
      seen.set(name, index);
    }
  }
}
