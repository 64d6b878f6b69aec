import { demoAccounts } from '../../../src/emulator/accountSeed.ts';
import { recordTraffic, type NetworkFailure } from './recordedTraffic.ts';
import { loginNames, type LoginName, type Trouble } from './signInScenario.ts';
import type { Stage, Window } from './stage.ts';

export type World = Awaited<ReturnType<typeof openWorld>>;

export const unknownCookie = 'authcookie_00000000-0000-4000-8000-000000000000';

/** All accounts have the same password, so that it does not identify one. */
export const password = 'the same for all';
export const accounts = demoAccounts.map((account) => ({ ...account, password }));

function accountOf(name: string) {
  const known = Object.entries(loginNames).find(([loginName]) => loginName.toLowerCase() === name.toLowerCase());
  const account = accounts.find(({ username }) => username === known?.[1]);
  if (!account) throw new Error(`No account has the name ${name}.`);
  return account;
}

/** Two windows on a newly started emulator. The first one's network can fail. */
export async function openWorld(stage: Stage) {
  await stage.control('POST', 'reset');
  stage.secrets.values.clear();
  stage.memento.clear();
  const users = (await stage.state()).accounts;
  let failure: NetworkFailure | undefined;
  const { sent, fetch: fetchHere } = recordTraffic(() => {
    const taken = failure;
    failure = undefined;
    return taken;
  });
  const elsewhere = recordTraffic(() => undefined);
  let window = await stage.openWindow({ fetch: fetchHere });
  const otherWindow = await stage.openWindow({ fetch: elsewhere.fetch });
  const owners = new Map<string, string>();
  let recoveryCodes = 0;

  const userIdOf = (name: string): string => users.find(({ username }) => username === accountOf(name).username)?.userId ?? '';

  return {
    stage,
    userIdOf,
    /** The requests of the first window. */
    sent,
    /** The user ID of a cookie's session. */
    ownerOf: (cookie: string | undefined): string | undefined => owners.get(cookie ?? ''),
    get window(): Window {
      return window;
    },

    /** The cookies of the sessions issued to a window since the last call, in order. */
    takeIssued(): string[] {
      const fresh: string[] = [];
      for (const request of [...elsewhere.sent, ...sent]) {
        const { issued: cookie } = request;
        if (cookie === undefined || owners.has(cookie)) continue;
        owners.set(cookie, request.kind === 'login' ? userIdOf(request.name) : (owners.get(request.cookies.get('auth') ?? '') ?? ''));
        fresh.push(cookie);
      }
      return fresh;
    },

    async signInElsewhere(name: LoginName): Promise<void> {
      const { twoFactor } = accountOf(name);
      const code = () => (twoFactor === 'totp' ? stage.authenticatorCode('DevUser') : stage.mailedCode());
      await otherWindow.signIn({ kind: 'fromScratch' }, [{ types: name }, { types: password }, { types: code }]);
    },

    /** Signs in with a browser. @returns the value of its `auth` cookie, or an unknown one if a new location must be confirmed first */
    async browserCookie(name: LoginName): Promise<string> {
      const { username } = accountOf(name);
      const response = await fetch(`${stage.emulator.address}/auth/user`, {
        headers: {
          'user-agent': 'Browser/1.0 someone@vrchat-auth.org',
          authorization: `Basic ${btoa(`${username}:${encodeURIComponent(password)}`)}`,
        },
      });
      const cookie = /auth=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1];
      if (response.status !== 200 || cookie === undefined) {
        if ((await stage.mailedLink()) === '') throw new Error(`The browser could not sign in: ${response.status}.`);
        return unknownCookie;
      }
      owners.set(cookie, userIdOf(name));
      return cookie;
    },

    /** One that was not given before. */
    recoveryCode: (): string => `dev${++recoveryCodes % 10}-code`,

    /** Adds a fault for the requests of one action. */
    async troubled<Value>(trouble: Trouble | undefined, action: () => Promise<Value>): Promise<Value> {
      if (trouble?.at === 'network') failure = trouble.failure;
      if (trouble?.at === 'server') await stage.fault(trouble.operation, trouble.fault);
      const value = await action();
      failure = undefined;
      if (trouble?.at === 'server') await stage.control('DELETE', 'faults');
      return value;
    },

    async restart(): Promise<void> {
      window.store.dispose();
      window = await stage.openWindow({ fetch: fetchHere });
    },

    close(): void {
      window.store.dispose();
      otherWindow.store.dispose();
    },
  };
}
