/** The parts of the emulator's state that tests read. */
export interface EmulatorState {
  readonly accounts: readonly {
    readonly username: string;
    readonly userId: string;
    readonly emailVerified: boolean;
    readonly recoveryCodesLeft: number;
    readonly deletionAt: string | null;
    readonly logins: number;
    readonly failedLogins: number;
    readonly sessions: readonly { readonly network: string; readonly requiresTwoFactorAuth: readonly string[] }[];
  }[];
  readonly requests: readonly {
    readonly operation: string | null;
    readonly method: string;
    readonly path: string;
    readonly status: number | null;
    readonly network: string;
  }[];
}

/** An email that the emulator has not sent. */
export interface EmulatedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly code?: string;
  readonly link?: string;
}

/** The controls of a running emulator. */
export type EmulatorControl = ReturnType<typeof emulatorControl>;

/**
 * The controls of a running emulator, over HTTP.
 *
 * @param address - the base address of its API
 */
export function emulatorControl(address: string) {
  const { origin } = new URL(address);
  const control = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${origin}/_emulator/${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`The emulator refused ${method} ${path}: ${(answer as { error: string }).error}`);
    return answer as Answer;
  };
  const state = () => control<EmulatorState>('GET', 'state');
  const mailbox = () => control<EmulatedMail[]>('GET', 'mailbox');
  const account = async (username: string) => {
    const found = (await state()).accounts.find((candidate) => candidate.username === username);
    if (!found) throw new Error(`The emulator has no account ${username}.`);
    return found;
  };
  return {
    address,
    origin,
    control,
    state,
    mailbox,
    account,
    reset: () => control('POST', 'reset'),
    /** The operations requested so far, in order. */
    requests: async () => (await state()).requests.map(({ operation }) => operation),
    logins: async (username: string) => (await account(username)).logins,
    sessions: async (username: string) => (await account(username)).sessions.length,
    /** Makes requests of an operation fail: the given number of them, or all until the faults are removed. */
    fault: (operation: string, fault: string, times?: number) =>
      control('POST', 'faults', { operation, fault, ...(times !== undefined && { times }) }),
    removeFaults: () => control('DELETE', 'faults'),
    advance: (advanceSeconds: number) => control('POST', 'clock', { advanceSeconds }),
    /** The code that the account's authenticator app shows. */
    authenticatorCode: async (username: string) => {
      const code = (await control<{ username: string; code: string }[]>('GET', 'codes')).find((entry) => entry.username === username)?.code;
      if (code === undefined) throw new Error(`${username} has no authenticator.`);
      return code;
    },
    mailedCode: async () => (await mailbox()).findLast(({ code }) => code !== undefined)?.code ?? '',
    mailedLink: async () => (await mailbox()).findLast(({ link }) => link !== undefined)?.link ?? '',
  };
}
