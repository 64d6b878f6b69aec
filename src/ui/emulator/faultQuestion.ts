import * as vscode from 'vscode';
import { askText, validationError } from '../../prompts/askText.ts';
import type { EmulatorControls, FaultArgument } from './emulatorControls.ts';
import { faultTexts, operationText } from './emulatorText.ts';

const { l10n } = vscode;

const title = (): string => l10n.t('Next Answer Fails with…');

/** What to ask for, and what to suggest, for each kind of argument. */
const argumentQuestions = (): Readonly<Record<string, { readonly prompt: string; readonly value: string }>> => ({
  code: { prompt: l10n.t('The status, from 400 to 599.'), value: '503' },
  seconds: { prompt: l10n.t('Seconds in Retry-After. Leave it empty to send none.'), value: '60' },
  milliseconds: { prompt: l10n.t('How many milliseconds the answer takes.'), value: '3000' },
  url: { prompt: l10n.t('Where the redirect leads. Leave it empty for an address where nothing listens.'), value: '' },
  address: { prompt: l10n.t('The IPv4 or IPv6 address. Leave it empty for an example.'), value: '' },
});

/**
 * Asks which requests fail, how and how often, and adds that fault.
 *
 * @param operation - the one to fail, if it is known already
 * @returns the operation and the fault that was added; `undefined` if the user canceled
 */
export async function askForFault(
  controls: EmulatorControls,
  operation: string | undefined,
): Promise<{ readonly operation: string; readonly fault: string } | undefined> {
  const chosen = operation ?? (await askForOperation(controls));
  if (chosen === undefined) return undefined;
  const name = await askForName(controls, chosen);
  if (name === undefined) return undefined;
  const times = await askForTimes(chosen);
  if (times === undefined) return undefined;
  const add = async (fault: string): Promise<string | undefined> =>
    controls.addFault({ operation: chosen, fault, ...(times !== null && { times }) });
  const fault = await askForArgument(name, controls.faultForms[name] ?? null, add);
  return fault === undefined ? undefined : { operation: chosen, fault };
}

/** The operations that programs have just called come first. */
async function askForOperation({ operations, requests }: EmulatorControls): Promise<string | undefined> {
  const recent = new Set(
    requests()
      .toReversed()
      .flatMap(({ operation }) => operation ?? []),
  );
  const names = ['*', ...recent, ...Object.keys(operations).filter((name) => !recent.has(name))];
  const items = names.map((name) => ({ label: operationText(name), description: routeOf(operations, name), name }));
  const choice = await vscode.window.showQuickPick(items, {
    title: title(),
    placeHolder: l10n.t('Which request is to fail?'),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return choice?.name;
}

function routeOf(operations: EmulatorControls['operations'], name: string): string {
  const [method = '', route = ''] = operations[name] ?? [];
  return `${method} ${route}`.trim();
}

/** Some faults only apply to a sign-in; the emulator refuses them for other operations, so they are not offered there. */
async function askForName({ faultForms }: EmulatorControls, operation: string): Promise<string | undefined> {
  const texts = faultTexts();
  const isSignIn = operation === '*' || operation === 'getCurrentUser';
  const names = Object.keys(faultForms).filter((name) => isSignIn || !['newLocation', 'tooManyPlaces', 'tooManySessions'].includes(name));
  const choice = await vscode.window.showQuickPick(
    names.map((name) => ({ label: name, description: texts[name] ?? '' })),
    { title: title(), placeHolder: l10n.t('How does {0} fail?', operationText(operation)), matchOnDescription: true, ignoreFocusOut: true },
  );
  return choice?.label;
}

/** @returns `null` for until it is removed */
async function askForTimes(operation: string): Promise<number | null | undefined> {
  const choice = await vscode.window.showQuickPick(
    [
      { label: l10n.t('Once'), times: 1 },
      { label: l10n.t('Twice'), times: 2 },
      { label: l10n.t('Five Times'), times: 5 },
      { label: l10n.t('Until Removed'), times: null },
    ],
    { title: title(), placeHolder: l10n.t('How often does {0} fail?', operationText(operation)), ignoreFocusOut: true },
  );
  return choice?.times;
}

/** @param add - adds the fault, or says what is wrong with it */
async function askForArgument(
  name: string,
  form: FaultArgument,
  add: (fault: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const question = form === null ? undefined : argumentQuestions()[form.replace('?', '')];
  if (!question) return (await add(name)) === undefined ? name : undefined;
  let added: string | undefined;
  await askText({ title: title(), placeholder: name, hidden: false, ...question }, async (typed) => {
    const fault = typed.trim() === '' ? name : `${name}:${typed.trim()}`;
    if ((await add(fault)) !== undefined) return validationError(l10n.t('This isn’t valid here.'));
    added = fault;
    return undefined;
  });
  return added;
}
