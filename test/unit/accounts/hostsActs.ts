import { isSameAccount, type AccountId } from '../../../src/accounts/accountId.ts';
import { grantId } from '../../../src/accounts/grants.ts';
import type { Prompter } from '../../../src/accounts/ports.ts';
import { renewSession } from '../../../src/accounts/renewal.ts';
import { signIn, type SignInStart } from '../../../src/accounts/signIn.ts';
import { sessionKey } from '../../../src/accounts/storeKeys.ts';
import { secret } from '../../../src/vrchat/secret.ts';
import { addresses, emulated, keyOf, real, type Address, type Host, type HostWindow, type World } from './hostsWorld.ts';
import { ownerOf, type Refusal } from './observantServer.ts';

/** What somebody does in one of the four windows. */
export interface Step {
  readonly does:
    | 'signIn'
    | 'check'
    | 'expire'
    | 'expireOften'
    | 'refuse'
    | 'entrust'
    | 'distrust'
    | 'allow'
    | 'revoke'
    | 'signOut'
    | 'forget'
    | 'useHere'
    | 'takeOver'
    | 'startEmulator'
    | 'endEmulator'
    | 'nameServer'
    | 'activate'
    | 'crash';
  readonly window: number;
  readonly server: Address;
  readonly userId: string;
  readonly remembers: boolean;
  readonly refusal: Refusal;
  readonly pauseMs: number;
}

/** What the user has entrusted to an account. */
interface Entrusted {
  readonly password: boolean;
  readonly authenticatorSecret: boolean;
}

const nothing: Entrusted = { password: false, authenticatorSecret: false };

/** As long as the user takes from one machine to the other. */
const walkMs = 3000;

/** Does the steps in four windows, two of each host, and keeps the books of what has to come of them. */
export function createActs(world: World) {
  const { time, violations, servers, hosts, secrets, automatic } = world;
  const windows = [0, 1, 0, 1].map((index) => world.openWindow(hostAt(index)));
  for (const window of windows) void window.load();

  function hostAt(index: number): Host {
    const host = hosts[index];
    if (!host) throw new Error('no such host');
    return host;
  }

  /** The last thing that was entrusted, or that was done about a whole account. These take turns: there is one user. */
  const turns = new Map<string, { readonly host: Host; readonly done: Promise<unknown> }>();
  /** `undefined` after a crash in the middle of it. */
  const trust = new Map<string, { readonly account: AccountId; readonly entrusted: Entrusted | undefined }>();
  const sessionsHeld = new Map<string, { readonly host: Host; readonly account: AccountId }>();
  const granted = new Map<string, { readonly host: Host; readonly account: AccountId; readonly id: string }>();
  /** Where the user is signing in, so that a refusal of what was stored before counts no more. */
  const signingIn = new Set<string>();
  const everAllowed = new Set<string>();

  const actsOf = (host: Host, account: AccountId): number => host.acts.get(keyOf(account)) ?? 0;

  /** The user does something about an account on a machine, after which automatic sign-in may begin again. */
  function noteAct(host: Host, account: AccountId): void {
    host.acts.set(keyOf(account), actsOf(host, account) + 1);
    host.refused.delete(keyOf(account));
  }

  const entrustedTo = (account: AccountId): Entrusted | undefined => {
    const found = trust.get(keyOf(account));
    return found ? found.entrusted : nothing;
  };
  const entrust = (account: AccountId, entrusted: Entrusted | undefined): void => void trust.set(keyOf(account), { account, entrusted });

  function dropExpectations(account: AccountId, host?: Host): void {
    for (const held of [sessionsHeld, granted]) {
      for (const [key, value] of held) {
        if (isSameAccount(value.account, account) && (host === undefined || value.host === host)) held.delete(key);
      }
    }
  }

  async function inTurn(window: HostWindow, account: AccountId, work: () => Promise<unknown>): Promise<void> {
    const before = turns.get(keyOf(account));
    const done = (async () => {
      await before?.done;
      if (before && before.host !== window.host) await time.wait(walkMs);
      if (!window.isAlive()) return;
      await window.whileAlive(work());
      if (!window.isAlive()) entrust(account, undefined);
    })();
    turns.set(keyOf(account), { host: window.host, done });
    await done;
  }

  /** Types what belongs to the server that the box names. */
  function userOf(userId: string, remembers: boolean): Prompter {
    return {
      async ask(question, submit, unneeded) {
        await time.wait(700);
        const server = servers[addresses.find((address) => address === question.server) ?? emulated];
        const { name, password } = server.user(userId);
        const [code = ''] = server.codesOf(userId);
        if (unneeded.aborted || question.kind === 'cookie') return { kind: 'canceled' };
        const problem = await submit({ username: name, password, code }[question.kind]);
        return problem ? { kind: 'canceled' } : { kind: 'accepted' };
      },
      async askToRemember() {
        await time.wait(700);
        return remembers;
      },
    };
  }

  function signInStart({ store }: HostWindow, account: AccountId): SignInStart {
    const { name } = servers[account.server === emulated ? emulated : real].user(account.userId);
    const pending = store.pendingRecords().find(({ server, loginName }) => server === account.server && loginName === name);
    if (pending) return { kind: 'resume', pendingId: pending.id };
    return store.account(account) ? { kind: 'again', account } : { kind: 'fromScratch', server: account.server };
  }

  async function signInTo(window: HostWindow, account: AccountId, remembers: boolean): Promise<void> {
    const { host, store } = window;
    noteAct(host, account);
    const acts = actsOf(host, account);
    const begun = `${host.id} ${keyOf(account)}`;
    signingIn.add(begun);
    const outcome = await signIn({ ...window.ports, prompter: userOf(account.userId, remembers) }, signInStart(window, account));
    signingIn.delete(begun);
    if (outcome.kind !== 'signedIn') return;
    const { password } = store.account(account) ?? {};
    const entrusted = entrustedTo(account);
    if (entrusted) entrust(account, { ...entrusted, password: entrusted.password || password !== undefined });
    if (actsOf(host, account) === acts) sessionsHeld.set(sessionKey(host.id, account), { host, account });
    noteAct(host, account);
    await store.activateIfNone(account);
  }

  async function renew(window: HostWindow, account: AccountId): Promise<void> {
    const { host } = window;
    const acts = actsOf(host, account);
    const before = automatic.length;
    await renewSession(account, window.renewalPorts);
    const isRefused = automatic
      .slice(before)
      .some((login) => login.host === host.id && isSameAccount(login.account, account) && login.isRefused);
    const isSignedIn = actsOf(host, account) !== acts || signingIn.has(`${host.id} ${keyOf(account)}`);
    if (isRefused && !isSignedIn) host.refused.add(keyOf(account));
  }

  async function change(window: HostWindow, account: AccountId, has: Entrusted): Promise<void> {
    const { password, authenticatorSecret } = servers[account.server === emulated ? emulated : real].user(account.userId);
    noteAct(window.host, account);
    const after = await window.store.updateAccount(account, (record) => {
      const { password: _password, authenticatorSecret: _secret, renewalStopped, ...rest } = record;
      return {
        ...rest,
        ...(has.password && { password: secret(password) }),
        ...(has.authenticatorSecret && { authenticatorSecret: secret(authenticatorSecret) }),
      };
    });
    if (after) entrust(account, has);
  }

  async function forget(window: HostWindow, account: AccountId): Promise<void> {
    const clear = (): void => {
      for (const host of hosts) noteAct(host, account);
      dropExpectations(account);
      automatic.splice(0, automatic.length, ...automatic.filter((login) => !isSameAccount(login.account, account)));
    };
    clear();
    await window.store.forgetAccount(account);
    await window.grants.forget(account);
    clear();
    entrust(account, nothing);
    // A window that has not heard of it may have allowed something meanwhile.
    await time.wait(walkMs);
    clear();
  }

  async function signOut(window: HostWindow, account: AccountId): Promise<void> {
    const { host } = window;
    noteAct(host, account);
    dropExpectations(account, host);
    const isSignedOut = (await window.actions.signOut(account)) === undefined && window.store.account(account) !== undefined;
    dropExpectations(account, host);
    noteAct(host, account);
    const acts = actsOf(host, account);
    await time.wait(walkMs);
    // A window that has not heard of it may have allowed something meanwhile.
    dropExpectations(account, host);
    if (!isSignedOut || actsOf(host, account) !== acts) return;
    for (const [key, text] of secrets.values) {
      if (key.startsWith(`grant/${host.id}/`) && text.includes(`"server":"${account.server}","userId":"${account.userId}"`))
        violations.push(`a grant of ${account.userId} at ${account.server} has outlived its session`);
    }
  }

  async function allow(window: HostWindow, account: AccountId): Promise<void> {
    if (!window.sessions.of(account)) return;
    const { host, grants } = window;
    const wanted = { folder: `file:///bot`, account, way: { kind: 'agentTools' } as const, userAgent: 'Bot/1 me@mysite.org' };
    noteAct(host, account);
    const acts = actsOf(host, account);
    everAllowed.add(`${host.id} ${grantId(wanted)}`);
    const { id } = await grants.allow(wanted);
    if (actsOf(host, account) === acts) granted.set(`${host.id} ${id}`, { host, account, id });
  }

  async function revoke({ host, grants }: HostWindow, account: AccountId): Promise<void> {
    dropExpectations(account, host);
    noteAct(host, account);
    for (const grant of grants.all()) if (isSameAccount(grant.account, account)) await grants.revoke(grant.id);
    dropExpectations(account, host);
  }

  /** Holds what can be handed out at this moment to what was allowed. */
  function inspect(): void {
    for (const { host, grants, sessions, store } of windows) {
      for (const grant of grants.all()) {
        if (!everAllowed.has(`${host.id} ${grant.id}`)) violations.push(`nobody allowed ${grant.id} on this machine`);
        const session = sessions.of(grant.account);
        if (session && !isSameAccount(session, grant.account)) violations.push(`a grant serves ${keyOf(session)}`);
      }
      const all = [...store.snapshot().accounts, sessions.active()].flatMap((account) => (account ? (sessions.of(account) ?? []) : []));
      for (const { server, userId, auth } of all) {
        const owner = `${server === emulated ? 'emulator' : 'vrchat'}_${userId.slice('usr_'.length)}`;
        if (ownerOf(auth.value.reveal()) !== owner) violations.push(`${userId} at ${server} has the session of another account`);
      }
    }
  }

  async function act(step: Step, window: HostWindow, account: AccountId): Promise<unknown> {
    const { host, access, elsewhere, actions } = window;
    await window.load();
    switch (step.does) {
      case 'signIn':
        return inTurn(window, account, () => signInTo(window, account, step.remembers));
      case 'expire':
      case 'expireOften':
        for (let times = step.does === 'expire' ? 1 : 5; times > 0; times -= 1) {
          servers[step.server].expire(step.userId, !step.remembers);
          await actions.verify(account);
          await renew(window, account);
        }
        return undefined;
      case 'check':
        await actions.verify(account);
        return renew(window, account);
      case 'refuse':
        servers[step.server].refuse(step.userId, step.refusal);
        return undefined;
      case 'entrust':
        return inTurn(window, account, () => change(window, account, { password: true, authenticatorSecret: step.remembers }));
      case 'distrust':
        return inTurn(window, account, () => change(window, account, { password: !step.remembers, authenticatorSecret: false }));
      case 'forget':
        return inTurn(window, account, () => forget(window, account));
      case 'signOut':
        return signOut(window, account);
      case 'allow':
        return allow(window, account);
      case 'revoke':
        return revoke(window, account);
      case 'useHere':
        return elsewhere.useHere(account);
      case 'takeOver':
        return elsewhere.takeOver();
      case 'startEmulator':
        if (host.emulator !== undefined && host.running.has(host.emulator)) return undefined;
        host.emulator = window.id;
        return access.started(emulated);
      case 'endEmulator': {
        const owner = windows.find(({ id, isAlive }) => id === host.emulator && isAlive());
        if (owner) host.emulator = undefined;
        return owner?.access.ended(emulated);
      }
      case 'nameServer':
        host.hasWord ||= step.server === emulated;
        host.setting = step.server;
        return undefined;
      case 'activate':
        return window.store.activate(account, step.remembers ? 'everywhere' : 'workspace');
      case 'crash':
        return undefined;
    }
  }

  return {
    inspect,
    async run(step: Step): Promise<void> {
      const window = windows[step.window];
      if (!window) return;
      if (step.does === 'crash') {
        window.crash();
        const next = world.openWindow(window.host);
        windows[step.window] = next;
        await next.whileAlive(next.load());
      } else {
        await window.whileAlive(act(step, window, { server: step.server, userId: step.userId }));
      }
      inspect();
    },

    /** What the user has entrusted to each account, as far as no crash has left that open. */
    entrusted: (): (readonly [AccountId, Entrusted])[] =>
      [...trust.values()].flatMap(({ account, entrusted }) => (entrusted ? [[account, entrusted] as const] : [])),

    /** Sessions that were stored and are gone, although nobody has signed out. */
    lostSessions: (): string[] => [...sessionsHeld.keys()].filter((key) => !secrets.values.get(key)?.includes('authcookie_')),
    lostGrants: (): string[] =>
      [...granted.values()].map(({ host, id }) => `grant/${host.id}/${id}`).filter((key) => !secrets.values.has(key)),
  };
}
