import { describe, expect, it } from 'vitest';
import { readMailedLink } from '../../../src/accounts/mailedLink.ts';
import { createWaitingSignIn } from '../../../src/accounts/waitingSignIn.ts';
import { createVRChatClient } from '../../../src/vrchat/client.ts';
import { createSessionCookies } from '../../../src/vrchat/sessionCookies.ts';
import { demo, setStage, type Stage } from './stage.ts';

/** Opens the link of the latest email, as the command does. */
async function openMailedLink({ emulator, mailedLink }: Stage): Promise<unknown> {
  const link = readMailedLink(await mailedLink(), emulator.address);
  if (link.kind !== 'loginPlace') throw new Error(`not a link of a new location: ${link.kind}`);
  const vrchat = createVRChatClient({ server: emulator.address, userAgent: 'VRChatAuthTest/1.0 tests@vrchat-auth.org' });
  return vrchat.verifyLoginPlace({ account: 'link', cookies: createSessionCookies(emulator.address) }, link);
}

describe('a sign-in from a new location', () => {
  it.each(['newLocation', 'tooManyPlaces'])('is closed, and continues with what was typed once the link is opened: %s', async (fault) => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await stage.fault('getCurrentUser', fault);
    const { outcome, shown } = await window.signIn({ kind: 'fromScratch' }, [
      { types: 'plainuser' },
      { types: demo('plainuser').password },
    ]);
    expect(shown.at(-1)?.problems).toEqual(['newLocation']);
    const waiting = createWaitingSignIn();
    waiting.note(outcome);
    expect(await openMailedLink(stage)).toEqual({ ok: true, value: { confirmed: true } });
    const attempt = waiting.take();
    if (!attempt) throw new Error('no sign-in waits');
    const further = await window.signIn({ kind: 'continue', attempt }, []);
    expect(further.outcome.kind).toBe('signedIn');
    expect(further.shown).toEqual([]);
    expect(waiting.take()).toBeUndefined();
  });

  it('asks again if it continues too early', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    await stage.fault('getCurrentUser', 'newLocation');
    const { outcome } = await window.signIn({ kind: 'fromScratch' }, [{ types: 'plainuser' }, { types: demo('plainuser').password }]);
    if (outcome.kind !== 'newLocation') throw new Error(outcome.kind);
    const again = await window.signIn({ kind: 'continue', attempt: outcome.attempt }, []);
    expect(again.shown).toMatchObject([{ question: { kind: 'password', initialProblem: { kind: 'newLocation' } } }]);
    expect(again.outcome.kind).toBe('newLocation');
  });

  it('is forgotten when another one succeeds', async () => {
    const stage = await setStage();
    const window = await stage.openWindow();
    const waiting = createWaitingSignIn();
    await stage.fault('getCurrentUser', 'newLocation');
    const typing = [{ types: 'plainuser' }, { types: demo('plainuser').password }];
    waiting.note((await window.signIn({ kind: 'fromScratch' }, typing)).outcome);
    waiting.note({ kind: 'signedIn', account: { server: 'https://api.vrchat.cloud/api/1', userId: 'usr_other' } });
    expect(waiting.take()).toBeUndefined();
  });
});
