import * as vscode from 'vscode';
import type { Carried } from '../../accounts/grants.ts';
import { askText, validationError } from '../../prompts/askText.ts';
import { grantedNames } from './handoffSettings.ts';
import { defaultVariableNames, isVariableName, readVariableNames, type VariableNames } from './variableNames.ts';

const { l10n } = vscode;

type Value = keyof VariableNames;

/** The names that public programs read, most common first. The User-Agent and addresses go along under the names they have. */
const cookieNames: readonly Pick<VariableNames, 'authCookie' | 'twoFactorAuth'>[] = [
  { authCookie: 'VRCHAT_AUTH_COOKIE', twoFactorAuth: 'VRCHAT_TWO_FACTOR_AUTH' },
  { authCookie: 'VRCHAT_AUTH_COOKIE', twoFactorAuth: 'VRCHAT_TWO_FACTOR_AUTH_COOKIE' },
  { authCookie: 'VRCHAT_AUTH_TOKEN' },
  { authCookie: 'VRCHAT_AUTH' },
  { authCookie: 'VRC_AUTH_COOKIE' },
  { authCookie: 'VRC_AUTH_TOKEN', twoFactorAuth: 'VRC_TWO_FACTOR_AUTH_TOKEN' },
];

/** The values that go along, in the order they are asked for. */
const valuesOf: Readonly<Record<Carried, readonly Value[]>> = {
  gateway: ['apiUrl', 'pipelineUrl', 'userAgent'],
  cookies: ['authCookie', 'twoFactorAuth', 'userAgent', 'apiUrl', 'pipelineUrl'],
};

interface NamesItem extends vscode.QuickPickItem {
  /** `undefined`: the user types them. */
  readonly names?: VariableNames;
}

/**
 * Lets the user choose the names of the variables that a folder's programs read, and which values go along.
 *
 * @param current - the names so far
 * @returns `undefined` if the user closed a box
 */
export async function chooseNames(carries: Carried, current: VariableNames): Promise<VariableNames | undefined> {
  const { apiUrl, pipelineUrl, userAgent } = current;
  const others = {
    ...(userAgent !== undefined && { userAgent }),
    ...(apiUrl !== undefined && { apiUrl }),
    ...(pipelineUrl !== undefined && { pipelineUrl }),
  };
  const presets = carries === 'cookies' ? cookieNames.map((names) => ({ ...others, ...names })) : [defaultVariableNames];
  const listed = (names: VariableNames): string => valuesOf[carries].flatMap((value) => names[value] ?? []).join(', ');
  const items = [...new Map([current, ...presets].map((names) => [listed(names), names]))].map(([label, names]): NamesItem => ({
    label,
    names,
  }));
  const picked = await vscode.window.showQuickPick<NamesItem>(
    [...items, { label: l10n.t('Other Names…'), iconPath: new vscode.ThemeIcon('edit') }],
    { title: l10n.t('Names of the Variables'), placeHolder: l10n.t('Which variables does the program read?') },
  );
  return picked && (picked.names ?? typeNames(carries, current));
}

/** Asks for one name after the other. An empty one leaves its value out. */
async function typeNames(carries: Carried, current: VariableNames): Promise<VariableNames | undefined> {
  const typed = new Map<Value, string>();
  for (const [index, value] of valuesOf[carries].entries()) {
    const isNeeded = index === 0;
    const answer = await askText(
      {
        title: l10n.t('Names of the Variables'),
        prompt: isNeeded ? titleOf(value) : l10n.t('{0}. Leave it empty to leave it out.', titleOf(value)),
        placeholder: defaultVariableNames[value],
        value: current[value] ?? '',
        hidden: false,
      },
      (text) => Promise.resolve(problemOf(text.trim(), isNeeded, [...typed.values()])),
    );
    if (answer.kind !== 'accepted') return undefined;
    typed.set(value, answer.value.trim());
  }
  // An empty name leaves a value out, and a value that isn't carried keeps its name.
  return readVariableNames({ ...grantedNames(current), ...Object.fromEntries(typed) });
}

function problemOf(name: string, isNeeded: boolean, taken: readonly string[]) {
  if (name === '') return isNeeded ? validationError(l10n.t('This one is needed.')) : undefined;
  if (!isVariableName(name)) return validationError(l10n.t('Use letters, digits and underscores. The first can’t be a digit.'));
  if (taken.some((other) => other.toUpperCase() === name.toUpperCase())) return validationError(l10n.t('Another value has this name.'));
  // Programs would not find what they are, such as PATH.
  const isUsed = Object.keys(process.env).some((other) => other.toUpperCase() === name.toUpperCase());
  if (isUsed && !/^VRC/i.test(name)) return validationError(l10n.t('This machine uses that name for something else.'));
  return undefined;
}

function titleOf(value: Value): string {
  switch (value) {
    case 'authCookie':
      return l10n.t('Variable for the auth cookie');
    case 'twoFactorAuth':
      return l10n.t('Variable for the two-factor cookie');
    case 'userAgent':
      return l10n.t('Variable for the program’s User-Agent');
    case 'apiUrl':
      return l10n.t('Variable for the address of the API');
    case 'pipelineUrl':
      return l10n.t('Variable for the address of events');
  }
}
