import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

/** What says who the user is. Views of accounts have it with privacy mode applied; everything else has it as stored or typed. */
const identifying = ['displayName', 'loginName', 'username', 'obfuscatedEmail', 'obfuscatedPendingEmail'];
const views = /#(?:AccountView|PendingView|LostAccount)$/;
const shown = /^src\/(?:ui|handoff|prompts|bundles|extension)/;

/** Where what a symbol stands for is declared, as `file#interface`. */
function declaredAt(symbol: ts.Symbol): readonly string[] {
  return (symbol.declarations ?? []).map(({ parent }) => {
    const name = ts.isInterfaceDeclaration(parent) ? parent.name.text : '';
    return `${relative('.', parent.getSourceFile().fileName).replaceAll('\\', '/')}#${name}`;
  });
}

const isAsStored = (symbol: ts.Symbol | undefined): symbol is ts.Symbol =>
  symbol !== undefined && !declaredAt(symbol).some((place) => views.test(place));

/** A text that takes a name in each way there is. */
const example = `
import type { AccountStore } from '../accounts/accountStore.ts';
import type { AccountView } from '../accounts/accountViews.ts';
import { accountName } from '../prompts/accountName.ts';
export function wrong(store: AccountStore, view: AccountView): string[] {
  const record = store.account(view);
  if (!record) return [accountName(view), view.displayName];
  const { loginName = '' } = record;
  return [loginName, accountName(record)];
}`;
const examplePath = 'src/ui/example.ts';

/**
 * Finds where a name is read that has not gone through privacy mode: a property, a part that is destructured, or a whole record that is
 * passed to a function that takes anything with a name.
 *
 * @returns `file: property`, each once
 */
function findStoredNames(): readonly string[] {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as { readonly config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const host = ts.createCompilerHost(options);
  const isExample = (path: string): boolean => resolve(path) === resolve(examplePath);
  host.readFile = (path) => (isExample(path) ? example : ts.sys.readFile(path));
  host.fileExists = (path) => isExample(path) || ts.sys.fileExists(path);
  const roots = ['src/extension.ts', ...globSync('src/bundles/*.ts'), examplePath].map((path) => resolve(path));
  const program = ts.createProgram(roots, options, host);
  const checker = program.getTypeChecker();
  const found = new Set<string>();
  for (const source of program.getSourceFiles()) {
    const path = relative('.', source.fileName).replaceAll('\\', '/');
    if (!shown.test(path)) continue;
    const note = (name: string, symbol: ts.Symbol | undefined): void => {
      if (identifying.includes(name) && isAsStored(symbol)) found.add(`${path}: ${name}`);
    };
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAccessExpression(node) && identifying.includes(node.name.text)) {
        note(node.name.text, checker.getSymbolAtLocation(node.name));
      } else if (ts.isBindingElement(node)) {
        const name = (node.propertyName ?? node.name).getText();
        const symbol = identifying.includes(name) ? checker.getTypeAtLocation(node.parent).getProperty(name) : undefined;
        // What a function takes that takes anything with a name is looked at where it is called.
        if (!takesAnything(symbol)) note(name, symbol);
      } else if (ts.isCallExpression(node)) {
        for (const [index, argument] of node.arguments.entries()) {
          if (!ts.isIdentifier(argument) && !ts.isPropertyAccessExpression(argument)) continue;
          const given = checker.getTypeAtLocation(argument).getProperty('displayName');
          const parameter = given && checker.getResolvedSignature(node)?.getParameters()[index];
          if (parameter && !takesAnything(given) && takesAnything(checker.getTypeOfSymbol(parameter).getProperty('displayName')))
            note('displayName', given);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return [...found].toSorted();
}

function takesAnything(name: ts.Symbol | undefined): boolean {
  return name?.declarations?.some(({ parent }) => ts.isTypeLiteralNode(parent)) === true;
}

it('names reach boxes, dialogs and labels through the views that privacy mode replaces them in', () => {
  const found = findStoredNames();
  expect(found.filter((place) => !place.startsWith(examplePath))).toEqual(
    [
      // Ask for privacy mode themselves.
      'src/bundles/authentication.ts: displayName',
      'src/ui/emulator/emulatorText.ts: displayName',
      'src/handoff/transfer/accountTransfer.ts: displayName',
      'src/ui/account/signInPrompter.ts: username',
      // Compare it with what was typed.
      'src/handoff/access/commandVariables.ts: displayName',
      'src/ui/account/availability.ts: displayName',
      'src/ui/account/availability.ts: username',
      'src/ui/account/confirmByName.ts: displayName',
      // Moves it from one record to another.
      'src/handoff/transfer/exportedAccount.ts: loginName',
      // Make sessions of records, whose names are then looked up in the views.
      'src/handoff/session/handoffSession.ts: displayName',
      'src/handoff/session/sessionSource.ts: displayName',
      // The name of an environment variable.
      'src/ui/tree/environmentRow.ts: displayName',
      // The accounts of the local emulator are nobody's.
      'src/bundles/online.ts: username',
      'src/ui/emulator/controlCommands.ts: username',
      'src/ui/emulator/emulatorRows.ts: username',
      'src/ui/tools/controlEmulator.ts: username',
      // The profile of a view.
      'src/ui/tree/profileRows.ts: obfuscatedEmail',
      'src/ui/tree/profileRows.ts: obfuscatedPendingEmail',
    ].toSorted(),
  );
  expect(found.filter((place) => place.startsWith(examplePath))).toEqual([`${examplePath}: displayName`, `${examplePath}: loginName`]);
});
