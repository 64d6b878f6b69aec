import { describe, expect, it } from 'vitest';
import { createAccountLabels } from '../../../../src/handoff/provider/accountLabels.ts';
import { readEnvironmentSession } from '../../../../src/handoff/session/environmentSession.ts';
import { diffSessions } from '../../../../src/handoff/provider/sessionDifference.ts';
import { grantedAccount, sessionOfGrant } from '../../../../src/handoff/session/grantedAccount.ts';
import { createSessionSource } from '../../../../src/handoff/session/sessionSource.ts';
import { defaultVariableNames } from '../../../../src/handoff/session/variableNames.ts';
import { createMemoryMemento } from '../../accounts/memoryMemento.ts';
import { demo, setStage } from '../../accounts/stage.ts';

const cookie = 'authcookie_00000000-1111-4222-8333-444444444444';
const token = [...['{"alg":"HS256"}', '{"userId":"usr_1"}'].map((part) => Buffer.from(part).toString('base64url')), 'c2ln'].join('.');
const server = 'https://api.vrchat.cloud/api/1';
const nobody = { server, userId: '' };

describe('a session in the environment', () => {
  it('is read from the variables, as a value or as a header', () => {
    const read = (environment: Record<string, string>) => readEnvironmentSession(environment, defaultVariableNames, server);
    const both = read({ VRCHAT_AUTH_COOKIE: cookie, VRCHAT_TWO_FACTOR_AUTH: token });
    expect([both?.auth.value.reveal(), both?.twoFactorAuth?.value.reveal()]).toEqual([cookie, token]);
    const header = read({ VRCHAT_AUTH_COOKIE: `auth=${cookie}; twoFactorAuth=${token}` });
    expect([header?.auth.value.reveal(), header?.twoFactorAuth?.value.reveal()]).toEqual([cookie, token]);
    expect(read({})).toBeUndefined();
    expect(read({ VRCHAT_AUTH_COOKIE: '' })).toBeUndefined();
  });

  it('gives way to a stored account, and hides a session that an account already has', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { store } = window;
    const environment: Record<string, string> = { VRCHAT_AUTH_COOKIE: cookie };
    const sessions = createSessionSource({
      store,
      environment,
      names: () => defaultVariableNames,
      signInServer: () => stage.emulator.address,
      memory: createMemoryMemento(new Map()),
    });
    expect(sessions.active()?.userId).toBe('environment');

    const { username, password } = demo('plainuser');
    await window.signIn({ kind: 'fromScratch' }, [{ types: username }, { types: password }]);
    expect(sessions.active()?.displayName).toBe('Plain User');
    expect(sessions.usable().map(({ displayName }) => displayName)).toEqual(['Plain User', 'VRCHAT_AUTH_COOKIE']);
    // Nor does it stand in for the active account while that is signed out, or for another session's grant.
    const [grantedHere, elsewhere] = sessions.usable().map((session) => grantedAccount(session));
    const [record] = store.records();
    if (!record || !grantedHere || !elsewhere) throw new Error('two sessions');
    await window.actions.signOut(record);
    expect(sessions.active()).toBeUndefined();
    expect(sessionOfGrant(sessions, grantedHere)).toBeUndefined();
    expect(sessionOfGrant(sessions, elsewhere)?.userId).toBe('environment');
    environment.VRCHAT_AUTH_COOKIE = cookie.replace('0000', '9999');
    expect(sessionOfGrant(sessions, elsewhere)).toBeUndefined();
    await window.signIn({ kind: 'fromScratch' }, [{ types: username }, { types: password }]);

    environment.VRCHAT_AUTH_COOKIE = sessions.active()?.auth.value.reveal() ?? '';
    expect(sessions.fromEnvironment()).toBeUndefined();
    expect(sessions.usable()).toHaveLength(1);
  });

  it('is offered again when its account is forgotten, but not after it was signed out', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const environment: Record<string, string> = {};
    const values = new Map<string, unknown>();
    const look = () =>
      createSessionSource({
        store: window.store,
        environment,
        names: () => defaultVariableNames,
        signInServer: () => stage.emulator.address,
        memory: createMemoryMemento(values),
      });
    const { username, password } = demo('plainuser');
    const signIn = () => window.signIn({ kind: 'fromScratch' }, [{ types: username }, { types: password }]);
    await signIn();
    const [record] = window.store.records();
    environment.VRCHAT_AUTH_COOKIE = record?.cookies.find(({ name }) => name === 'auth')?.value ?? '';
    const sessions = look();
    await window.store.forgetAccount(record ?? nobody);
    expect(sessions.fromEnvironment()?.userId).toBe('environment');

    if (record) await window.store.writeAccount(record, () => record);
    expect(sessions.fromEnvironment()).toBeUndefined();
    expect(await window.actions.signOut(record ?? nobody)).toBeUndefined();
    expect(sessions.fromEnvironment()).toBeUndefined();
    await window.store.forgetEverything();
    expect(look().fromEnvironment(), 'nor after the account is forgotten').toBeUndefined();
    expect(JSON.stringify([...values])).not.toContain(environment.VRCHAT_AUTH_COOKIE);
    environment.VRCHAT_AUTH_COOKIE = cookie;
    expect(sessions.fromEnvironment()?.userId, 'another session is offered').toBe('environment');
  });
});

describe('accounts in VS Code’s authentication API', () => {
  it('keep their first label, even if the account is renamed', async () => {
    const values = new Map<string, unknown>();
    const memory = createMemoryMemento(values);
    const salt = () => Promise.resolve('salt');
    const labels = createAccountLabels(memory, salt);
    const [first, other] = await Promise.all([labels.of('a1b2c3d4e5f6', 'Dev'), labels.of('0f0f0f0f0f0f', 'Dev')]);
    expect([first, other]).toEqual([expect.stringMatching(/^Dev \([\da-f]{8}\)$/), expect.stringMatching(/^Dev \([\da-f]{8}\)$/)]);
    expect(other).not.toBe(first);
    expect(await createAccountLabels(memory, salt).of('a1b2c3d4e5f6', 'Renamed')).toBe(first);
    const elsewhere = createAccountLabels(createMemoryMemento(new Map()), () => Promise.resolve('another salt'));
    expect(await elsewhere.of('a1b2c3d4e5f6', 'Dev'), 'a label that a server could have computed').not.toBe(first);
    await memory.update('accountLabels', { another: first });
    expect(await labels.of('a1b2c3d4e5f6', 'Dev'), 'a label that another account has').not.toBe(first);
    await labels.forget((id) => id !== 'another');
    expect(values.get('accountLabels')).toEqual({ another: first });
    await labels.forget(() => true);
    expect(values.size).toBe(0);
  });

  it('change only when a session changes', () => {
    const a = { id: 'a', accessToken: '1' };
    const b = { id: 'b', accessToken: '2' };
    expect(diffSessions([a, b], [b, a])).toBeUndefined();
    expect(diffSessions([a], [{ ...a, accessToken: '3' }, b])).toEqual({
      added: [b],
      removed: [],
      changed: [{ id: 'a', accessToken: '3' }],
    });
    expect(diffSessions([a, b], [b])).toEqual({ added: [], removed: [a], changed: [] });
  });
});
