import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { demoAccounts, type AccountSeed } from './accountSeed.ts';
import { readAccountsFile } from './accountsFile.ts';
import { startEmulator } from './emulator.ts';

/** How this program was started: from the repository, or as one file of its own. */
const file = basename(process.argv[1] ?? '');
const usage = `Usage: ${file === 'main.ts' ? 'npm run emulator --' : `node ${file}`} [--port N] [--accounts FILE] [--state FILE] [--strict-codes]`;

async function main(): Promise<void> {
  const options = readCommandLine(process.argv.slice(2));
  const accounts = options.accounts === undefined ? demoAccounts : readAccountsFile(options.accounts);
  const emulator = await startEmulator({
    port: options.port,
    accounts,
    strictCodes: options.strictCodes,
    ...(options.state === undefined ? {} : { stateFile: options.state }),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void emulator.close().then(() => process.exit(0));
    });
  }
  console.log([emulator.address, '', ...accounts.flatMap(describeAccount), ...hints(emulator.address)].join('\n'));
}

function readCommandLine(args: string[]): { port: number; accounts: string | undefined; state: string | undefined; strictCodes: boolean } {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: { port: { type: 'string' }, accounts: { type: 'string' }, state: { type: 'string' }, 'strict-codes': { type: 'boolean' } },
    }));
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error });
  }
  const { port = '0', accounts, state, 'strict-codes': strictCodes = false } = values;
  if (!/^\d+$/.test(port) || Number(port) > 65535) {
    throw new Error(`--port ${port} is out of range. Use a number from 1 to 65535, or 0 for any free port.`);
  }
  return { port: Number(port), accounts, state, strictCodes };
}

const generated = 'generated, see the authenticator codes below';
const twoFactorNames = { totp: 'authenticator app', email: 'code by email', none: 'none' };

function describeAccount(account: AccountSeed): string[] {
  return [
    account.username,
    `  email           ${account.email}`,
    `  password        ${account.password}`,
    `  two-factor      ${twoFactorNames[account.twoFactor]}`,
    ...(account.twoFactor === 'totp'
      ? [
          `  TOTP secret     ${account.totpSecret ?? generated}`,
          `  recovery codes  ${account.recoveryCodes?.map(withDash).join(' ') ?? generated}`,
        ]
      : []),
    '',
  ];
}

/** Recovery codes are stored without the dash they are submitted with. */
function withDash(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

function hints(address: string): string[] {
  const { origin } = new URL(address);
  return [
    `Emails (codes and links):     curl ${origin}/_emulator/mailbox`,
    `Current authenticator codes:  curl ${origin}/_emulator/codes`,
    `Accounts and requests so far: curl ${origin}/_emulator/state`,
  ];
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
