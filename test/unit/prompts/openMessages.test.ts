import { describe, expect, it } from 'vitest';
import { keepOpen, openMessage } from '../../../src/prompts/openMessages.ts';

const account = { server: 'https://api.vrchat.cloud/api/1', userId: 'usr_1' };
const other = { ...account, userId: 'usr_2' };

describe('a notification about an account', () => {
  it('is the open one until the user closes it, and says nothing about other accounts', async () => {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const answer = keepOpen(account, 'DevUser: expired.', promise);
    expect(openMessage(account)?.text).toBe('DevUser: expired.');
    expect(openMessage(other)).toBeUndefined();
    expect(openMessage(account, 'signedIn'), 'about something else').toBeUndefined();
    resolve('Sign In Again');
    expect(await answer).toBe('Sign In Again');
    expect(openMessage(account)).toBeUndefined();
  });

  it('stays the open one when it takes the place of one with the same words', async () => {
    const first = Promise.withResolvers<undefined>();
    const second = Promise.withResolvers<undefined>();
    const answers = [keepOpen(account, 'DevUser: expired.', first.promise), keepOpen(account, 'DevUser: expired.', second.promise)];
    // VS Code closes the earlier of two equal notifications.
    first.resolve(undefined);
    await answers[0];
    expect(openMessage(account)?.text).toBe('DevUser: expired.');
    second.resolve(undefined);
    await answers[1];
    expect(openMessage(account)).toBeUndefined();
  });

  it('lets what waits for it go on once it is closed, even if showing it failed', async () => {
    const { promise, reject } = Promise.withResolvers<undefined>();
    const answer = keepOpen(account, 'DevUser: blocked.', promise);
    const closed = openMessage(account)?.closed;
    reject(new Error('the window closes'));
    await expect(answer).rejects.toThrow('the window closes');
    await closed;
    expect(openMessage(account)).toBeUndefined();
  });
});
