import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createGrants, grantId, type Grant, type Grants, type GrantWay } from '../../../src/accounts/grants.ts';
import type { GatewayGrant } from '../../../src/gateway/ports.ts';
import { createMemorySecrets } from './memorySecrets.ts';

const vrchat = 'https://api.vrchat.cloud/api/1';
const testbot = { server: vrchat, userId: 'usr_testbot' };
const sameUserElsewhere = { server: 'http://127.0.0.1:8978/api/1', userId: 'usr_testbot' };
const names = { authCookie: 'VRCHAT_AUTH_COOKIE', userAgent: '' };
const terminals: GrantWay = { kind: 'terminals', carries: 'cookies', names };
const allowed = { folder: 'file:///bot', account: testbot, way: terminals, userAgent: 'bot/1.0 me@mysite.org' };

const opened: Grants[] = [];
async function open(secrets: ReturnType<typeof createMemorySecrets>, host = 'this-host'): Promise<Grants> {
  const grants = createGrants(secrets.open(), host);
  opened.push(grants);
  await grants.load();
  return grants;
}
afterEach(() => opened.splice(0).forEach((grants) => grants.dispose()));

describe('a grant', () => {
  it('is for one folder, one account at one server, and one way', async () => {
    const grants = await open(createMemorySecrets());
    const different: readonly Omit<Grant, 'id'>[] = [
      allowed,
      { ...allowed, folder: 'file:///other' },
      { ...allowed, account: sameUserElsewhere },
      { ...allowed, account: { server: vrchat, userId: 'usr_main' } },
      ...(['apiUrl', 'userId'] as const).map((variable) => ({ ...allowed, way: { kind: 'variable', variable } as const })),
      ...['a', 'b'].map((folder) => ({
        ...allowed,
        way: { kind: 'environmentFile', carries: 'gateway', uri: `file:///bot/${folder}/.env`, names, follows: true } as const,
      })),
      { ...allowed, way: { kind: 'gateway' } },
      { ...allowed, way: { kind: 'agentTools' } },
    ];
    for (const one of different) await grants.allow(one);
    expect(grants.all()).toHaveLength(different.length);
    expect(new Set(grants.all().map(({ id }) => id)).size).toBe(different.length);
  });

  it('is replaced by one for the same folder, account and way', async () => {
    const grants = await open(createMemorySecrets());
    const file: GrantWay = { kind: 'environmentFile', carries: 'gateway', uri: 'file:///bot/.env', names, follows: false };
    await grants.allow({ ...allowed, way: file });
    const second = await grants.allow({ ...allowed, way: { ...file, follows: true }, userAgent: 'bot/2.0 me@mysite.org' });
    expect(grants.all()).toEqual([second]);
  });

  it('is read once the keyring is unlocked that was locked when another window gave it', async () => {
    const secrets = createMemorySecrets();
    const [grants, other] = [await open(secrets), await open(secrets)];
    secrets.lock(true);
    const given = await other.allow(allowed);
    await secrets.settled();
    expect(grants.all()).toEqual([]);
    secrets.lock(false);
    await grants.sync();
    expect(grants.all()).toEqual([given]);
  });

  it('says since when it has been there, through later changes, and nothing of a clock that was wrong', async () => {
    const secrets = createMemorySecrets();
    let now = 1000;
    const grants = createGrants(secrets.open(), 'this-host', () => now);
    opened.push(grants);
    await grants.load();
    await grants.allow(allowed);
    now = 5000;
    expect(await grants.allow({ ...allowed, userAgent: 'bot/2.0 me@mysite.org' })).toMatchObject({ since: 1000 });
    now = 500;
    expect(await grants.allow(allowed)).toMatchObject({ since: 500 });
    expect((await open(secrets)).all()).toMatchObject([{ since: 500 }]);
  });

  it('is revoked by itself, even if another looks the same in a list', async () => {
    const grants = await open(createMemorySecrets());
    const [a, b] = ['a', 'b'].map((folder) => ({ ...allowed, folder: `file:///${folder}/bot` }));
    if (!a || !b) throw new Error('two folders');
    const first = await grants.allow(a);
    const second = await grants.allow(b);
    await grants.revoke(second.id);
    expect(grants.all()).toEqual([first]);
  });

  it('ends with its account, and no other account’s does', async () => {
    const grants = await open(createMemorySecrets());
    await grants.allow(allowed);
    const other = await grants.allow({ ...allowed, account: sameUserElsewhere });
    await grants.revokeAccount(testbot);
    expect(grants.all()).toEqual([other]);
  });

  it('fits the gateway', async () => {
    const grants = await open(createMemorySecrets());
    const grant: GatewayGrant = await grants.allow({ ...allowed, way: { kind: 'gateway' } });
    expect(grant.account).toEqual(testbot);
  });
});

describe('grants in several windows', () => {
  it('are the same in all of them, and after a restart', async () => {
    const secrets = createMemorySecrets();
    const [one, other] = [await open(secrets), await open(secrets)];
    let changes = 0;
    other.onDidChange(() => changes++);
    const grant = await one.allow(allowed);
    await secrets.settled();
    expect(other.all()).toEqual([grant]);
    expect((await open(secrets)).all()).toEqual([grant]);
    await other.revoke(grant.id);
    await secrets.settled();
    expect(one.all()).toEqual([]);
    expect(changes).toBe(2);
  });

  it('are another host’s own, whose folders may have the same address, until the account is forgotten', async () => {
    const secrets = createMemorySecrets();
    const [here, remote] = [await open(secrets), await open(secrets, 'remote-host')];
    await here.allow(allowed);
    const theirs = await remote.allow({ ...allowed, way: { kind: 'agentTools' } });
    await secrets.settled();
    expect(remote.all()).toEqual([theirs]);
    await here.revokeAccount(testbot);
    await here.revoke(theirs.id);
    await secrets.settled();
    expect(remote.all()).toEqual([theirs]);
    await here.forget(testbot);
    await secrets.settled();
    expect(remote.all()).toEqual([]);
    expect([...secrets.values.keys()]).toEqual([]);
  });

  it('say nothing of a write that failed', async () => {
    const secrets = createMemorySecrets();
    const grants = await open(secrets);
    secrets.refuseWrites(new Error('the keyring is locked'));
    await expect(grants.allow(allowed)).rejects.toThrow('locked');
    expect(grants.all()).toEqual([]);
  });
});

describe('a stored grant', () => {
  it('has no name or address in its key', async () => {
    const secrets = createMemorySecrets();
    await (await open(secrets)).allow(allowed);
    expect([...secrets.values.keys()]).toEqual([`grant/this-host/${grantId(allowed)}`]);
    expect(grantId(allowed)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('grants nothing if it is newer, of an unknown way or damaged, and is left unchanged', async () => {
    const secrets = createMemorySecrets();
    await (await open(secrets)).allow(allowed);
    const [[key, text] = ['', '']] = secrets.values;
    const stored = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const odd = [
      { ...stored, formatVersion: 2 },
      { ...stored, way: { kind: 'telepathy' } },
      { ...stored, account: 'usr_testbot' },
      { ...stored, account: { userId: 'usr_testbot' } },
      // Under the key of another grant.
      { ...stored, account: sameUserElsewhere },
      { ...stored, folder: 1 },
      null,
    ].map((value) => JSON.stringify(value));
    for (const damaged of [...odd, '', '{', 'null']) {
      secrets.values.set(key, damaged);
      expect((await open(secrets)).all()).toEqual([]);
      expect(secrets.values.get(key)).toBe(damaged);
    }
  });

  it('can be anything at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        const secrets = createMemorySecrets();
        secrets.values.set(`grant/this-host/${'0'.repeat(32)}`, text);
        expect((await open(secrets)).all()).toEqual([]);
      }),
    );
  });
});
