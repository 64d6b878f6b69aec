import * as vscode from 'vscode';
import type { AccountView } from '../../accounts/accountViews.ts';
import { plainText } from '../../prompts/plainText.ts';
import { ageVerification, linkedPlatforms, privileges, trustRank } from './profile.ts';
import { date, dateTime, isDate } from '../../prompts/time.ts';
import { isReady } from '../status/stateActions.ts';
import { group, leaf, type TreeRow } from './treeRow.ts';

const { l10n } = vscode;

/** Facts from the account's profile; each row can be copied. */
export function profileRow(account: AccountView, now: number): TreeRow {
  const { profile } = account;
  const email = profile.obfuscatedEmail ? plainText(profile.obfuscatedEmail) : l10n.t('none');
  const isVerified = profile.obfuscatedEmail ? profile.emailVerified : undefined;
  const pending =
    profile.obfuscatedPendingEmail && profile.obfuscatedPendingEmail !== profile.obfuscatedEmail
      ? plainText(profile.obfuscatedPendingEmail)
      : undefined;
  const permissions = privileges(profile);
  const age = ageVerification(profile);
  const platforms = linkedPlatforms(profile);
  const rows: (readonly [name: string, label: string, value: string | undefined])[] = [
    ['userId', l10n.t('User ID'), plainText(profile.id)],
    ['rank', l10n.t('Trust rank'), trustRank(profile)],
    ['permissions', l10n.t('Permissions'), permissions.length === 0 ? undefined : permissions.join(' · ')],
    ['email', l10n.t('Email'), email],
    ['emailVerified', l10n.t('Email verified'), isVerified === undefined ? undefined : isVerified ? l10n.t('yes') : l10n.t('no')],
    ['pendingEmail', l10n.t('New email'), pending && l10n.t('{0} · not verified', pending)],
    ['age', l10n.t('Age'), age],
    ['platforms', l10n.t('Linked accounts'), platforms.length === 0 ? undefined : platforms.join(' · ')],
    ['joined', l10n.t('Joined'), isDate(profile.date_joined) ? date(profile.date_joined) : undefined],
    ['lastLogin', l10n.t('Last login'), isDate(profile.last_login) ? dateTime(profile.last_login) : undefined],
  ];
  const isUnverified = profile.emailVerified === false || profile.hasPendingEmail === true;
  return group(
    account,
    'profile',
    'person',
    l10n.t('Profile'),
    '',
    () => rows.flatMap(([name, label, value]) => (value === undefined ? [] : [copyable(account, name, label, value)])),
    { contextValue: isReady(account, now) ? `profile.ready${isUnverified ? '.unverified' : ''}` : 'profile' },
  );
}

function copyable(account: AccountView, name: string, label: string, value: string): TreeRow {
  const row = leaf(account, name, label, value, value);
  row.item.contextValue = `copyable.${name}`;
  return row;
}
