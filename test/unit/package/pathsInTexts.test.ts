import ts from 'typescript';
import { expect, it } from 'vitest';
import { sourceFiles } from '../sourceFiles.ts';

/** Functions whose arguments the user reads, and properties that they read. */
const shown = /^(?:t|show\w+Message|setStatusBarMessage|info|warn|say)$/;
const shownProperties = /^(?:label|description|detail|title|prompt|placeHolder|placeholder|tooltip)$/;
/** What makes a text of a path, or of a folder's name. */
const pathProperties = /^(?:fsPath|path|workspaceFile)$/;
const pathFunctions = /^(?:asRelativePath|basename|dirname|relative|join)$/;

/** Finds where a path is shown without having gone through `pathText.ts`. */
function findPaths(name: string, text: string): readonly string[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const nameOf = (node: ts.Expression): string =>
    ts.isPropertyAccessExpression(node) ? node.name.text : ts.isIdentifier(node) ? node.text : '';
  const isPath = (node: ts.Node): boolean =>
    (ts.isPropertyAccessExpression(node) && pathProperties.test(node.name.text)) ||
    (ts.isPropertyAccessExpression(node) && node.name.text === 'name' && /[Ff]older$|workspace$/.test(node.expression.getText())) ||
    (ts.isCallExpression(node) && pathFunctions.test(nameOf(node.expression)) && !/\w\.join|[\])]\.join/.test(node.expression.getText())) ||
    (ts.isCallExpression(node) && nameOf(node.expression) === 'toString' && /[uU]ri\.toString/.test(node.getText()));
  const search = (node: ts.Node): void => {
    if (isPath(node)) found.push(`${name}: ${node.getText()}`);
    else if (!ts.isArrowFunction(node)) ts.forEachChild(node, search);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && shown.test(nameOf(node.expression))) node.arguments.forEach(search);
    else if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && shownProperties.test(node.name.text)) search(node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...new Set(found)];
}

it('paths and names of folders reach messages, labels and logs through pathText.ts only', () => {
  const files = sourceFiles('src').filter(({ path }) => path !== 'src/prompts/pathText.ts' && !path.startsWith('src/emulator/'));
  expect(files.flatMap(({ path, text }) => findPaths(path, text))).toEqual([]);
  const callers = files.filter(({ text }) => /asRelativePath\(|workspace\.name\b/.test(text));
  expect(callers.map(({ path }) => path)).toEqual([]);
});

it.each([
  "l10n.t('Write {0}?', uri.fsPath)",
  'vscode.window.showErrorMessage(`No ${basename(uri.path)}`)',
  'const item = { label: vscode.workspace.asRelativePath(uri) };',
  "log.warn('failed', { file: uri.toString() })",
  "l10n.t('in {0}', folder.name)",
])('finds the path in %s', (code) => {
  expect(findPaths('example.ts', code)).toHaveLength(1);
});
