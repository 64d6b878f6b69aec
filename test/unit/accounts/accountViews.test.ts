import { expect, it } from 'vitest';
import { accountView } from '../../../src/accounts/accountViews.ts';
import type { AccountRecord } from '../../../src/accounts/records.ts';

const record: AccountRecord = {
  server: 'https://api.vrchat.cloud/api/1',
  userId: 'usr_1',
  displayName: 'DevUser',
  cookies: [],
  state: { kind: 'valid', since: 1, checkedAt: 1 },
  signedInAt: 1,
  profile: { id: 'usr_1', displayName: 'DevUser', username: 'devuser', tags: ['system_trust_known'], date_joined: '2019-08-24' },
};
const shown = { checking: false, isGone: false, isElsewhere: false };

it('shows nothing in privacy mode that says who the user is, such as the day of joining', () => {
  const view = accountView(record, 3, shown, { hidden: true, placeholder: (number) => `Account ${number}` });
  expect(view.displayName).toBe('Account 3');
  expect(JSON.stringify(view.profile)).not.toMatch(/usr_1|devuser|2019/i);
  expect(view.profile.tags).toEqual(['system_trust_known']);
});
