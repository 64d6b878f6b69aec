import { describe, expect, it } from 'vitest';
import { demo, setStage } from './stage.ts';

const dev = demo('DevUser');
const plain = demo('plainuser');
const fromScratch = { kind: 'fromScratch' } as const;
const credentials = ({ username, password }: { username: string; password: string }) => [{ types: username }, { types: password }];

describe('a pasted cookie', () => {
  async function madeElsewhere(stage: Awaited<ReturnType<typeof setStage>>) {
    const response = await fetch(`${stage.emulator.address}/auth/user`, {
      headers: {
        'user-agent': 'Elsewhere/1.0 someone@vrchat-auth.org',
        authorization: `Basic ${btoa(`${plain.username}:${plain.password}`)}`,
      },
    });
    return (
      response.headers
        .getSetCookie()
        .find((cookie) => cookie.startsWith('auth='))
        ?.split(';')[0]
        ?.slice('auth='.length) ?? ''
    );
  }

  it('that the server knows is accepted with one request', async () => {
    const stage = await setStage();
    const cookie = await madeElsewhere(stage);
    const window = await stage.openWindow();
    const { outcome } = await window.signIn({ kind: 'withCookie' }, [{ types: `Cookie: auth=${cookie}; other=1` }]);
    expect(outcome.kind).toBe('signedIn');
    expect(await stage.requests()).toEqual(['getCurrentUser', 'getCurrentUser']);
    expect(await stage.logins('plainuser')).toBe(1);
  });

  it('is what the next sign-in of its account asks for, because that may have no password', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await window.signIn({ kind: 'withCookie' }, [{ types: await madeElsewhere(stage) }]);
    const [account] = window.store.snapshot().accounts;
    if (!account) throw new Error('no account');
    const { shown } = await window.signIn({ kind: 'again', account }, [{ presses: { kind: 'back' } }]);
    expect(shown.map(({ question }) => question.kind)).toEqual(['cookie', 'username']);
  });

  it('that was passed in needs no question except for its two-factor code', async () => {
    const stage = await setStage();
    const cookies = await madeElsewhere(stage);
    const { outcome, shown } = await (await stage.openWindow()).signIn({ kind: 'withCookie', cookies: `auth=${cookies}` }, []);
    expect(outcome.kind).toBe('signedIn');
    expect(shown).toEqual([]);

    const window = await stage.openWindow();
    await window.signIn(fromScratch, credentials(dev));
    const waiting = /authcookie_[\w-]+/.exec([...stage.secrets.values].find(([key]) => key.startsWith('pending/'))?.[1] ?? '')?.[0] ?? '';
    stage.secrets.values.clear();
    const completed = await (
      await stage.openWindow()
    ).signIn({ kind: 'withCookie', cookies: waiting }, [{ types: () => stage.authenticatorCode('DevUser') }]);
    expect(completed.outcome.kind).toBe('signedIn');
    expect(completed.shown.map(({ question }) => question.kind)).toEqual(['code']);
  });

  it('that was passed in and that the server does not know ends the sign-in with the reason', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const cookies = 'authcookie_00000000-0000-4000-8000-000000000000';
    const { outcome, shown } = await window.signIn({ kind: 'withCookie', cookies }, []);
    expect(outcome).toEqual({ kind: 'failed', problem: { kind: 'missingCredentials' } });
    expect(shown).toEqual([]);
    expect(stage.secrets.values.size).toBe(0);
  });

  it('that the server does not know is rejected, and nothing is stored', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const { shown, outcome } = await window.signIn({ kind: 'withCookie' }, [
      { types: '' },
      { types: 'hello' },
      { types: 'authcookie_00000000-0000-4000-8000-000000000000' },
    ]);
    expect(shown[0]?.problems).toEqual(['empty', 'noCookieFound', 'missingCredentials']);
    expect(outcome.kind).toBe('canceled');
    expect(stage.secrets.values.size).toBe(0);
  });

  it('of a sign-in without its two-factor code asks for the code', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await window.signIn(fromScratch, credentials(dev));
    const cookie = /authcookie_[\w-]+/.exec([...stage.secrets.values.values()].join())?.[0] ?? '';
    const elsewhere = await (
      await setStageSharing(stage)
    ).signIn({ kind: 'withCookie' }, [{ types: cookie }, { types: () => stage.authenticatorCode('DevUser') }]);
    expect(elsewhere.outcome.kind).toBe('signedIn');
  });

  /** A window on another machine: the same server, nothing stored. */
  async function setStageSharing(stage: Awaited<ReturnType<typeof setStage>>) {
    stage.secrets.values.clear();
    return stage.openWindow();
  }
});
