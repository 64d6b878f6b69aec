import ts from 'typescript';
import { sourceFiles } from '../sourceFiles.ts';

/** The texts of a source file. */
export interface SourceTexts {
  /** Given to `l10n.t`. */
  readonly messages: readonly string[];
  /** Texts that users would see in English whatever their language, each with its place. */
  readonly untranslated: readonly string[];
}

const shownProperties =
  /^(?:title|prompt|placeHolder|placeholder|label|description|detail|tooltip|openLabel|saveLabel|validationMessage|message|text)$/;
const shownArguments = /^(?:show\w+Message|setStatusBarMessage)$/;
const shownConstructions = ['Error', 'TreeItem'];

/** Names that are the same in all languages. */
const names = /\b(?:VRChat(?: Auth)?|curl|JSON|JavaScript|Python|Rust|Dart|Java|Kotlin|REST Client)\b|\.env\b/g;

/** Reads all sources with user interface texts. The report of "Diagnose" is for bug reports, and English on purpose. */
export function readSourceTexts(): SourceTexts {
  const found = sourceFiles('src')
    .filter(({ path }) => !/^src\/(?:vrchat|accounts|gateway|emulator)\/|\/(?:diagnose|verdict)\.ts$/.test(path))
    .map(({ path, text }) => textsIn(path, text));
  return { messages: found.flatMap(({ messages }) => messages), untranslated: found.flatMap(({ untranslated }) => untranslated) };
}

/**
 * @param file - its name in the reported places
 * @param source - TypeScript
 */
export function textsIn(file: string, source: string): SourceTexts {
  const messages: string[] = [];
  const untranslated: string[] = [];
  const sourceFile = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const report = (node: ts.Node): void => {
    const { line } = sourceFile.getLineAndCharacterOfPosition(node.getStart());
    untranslated.push(`${file}:${line + 1}: ${node.getText()}`);
  };
  const check = (node: ts.Node): void => {
    for (const part of shownParts(node)) if (hasWords(part.text)) report(part.node);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : '';
      const [first] = node.arguments;
      if (isTranslation(node)) {
        if (first && ts.isStringLiteral(first)) messages.push(first.text);
        else report(node);
      } else if (shownArguments.test(name)) node.arguments.forEach(check);
    } else if (ts.isNewExpression(node) && shownConstructions.includes(node.expression.getText().replace('vscode.', '')))
      node.arguments?.forEach(check);
    else if (ts.isPropertyAssignment(node) && shownProperties.test(node.name.getText())) check(node.initializer);
    else if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isPropertyAccessExpression(node.left) &&
      shownProperties.test(node.left.name.text)
    )
      check(node.right);
    else if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'html') {
      const markup = templateTexts(node.template)
        .map(({ text }) => text)
        .join('0')
        .replace(/<[^>]*>/g, ' ');
      if (hasWords(markup)) report(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return { messages, untranslated };
}

/** The texts that an expression can evaluate to, except those of the functions it calls. */
function shownParts(node: ts.Node): readonly { readonly node: ts.Node; readonly text: string }[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [{ node, text: node.text }];
  if (ts.isTemplateExpression(node))
    return [...templateTexts(node), ...node.templateSpans.flatMap(({ expression }) => shownParts(expression))];
  if (ts.isConditionalExpression(node)) return [...shownParts(node.whenTrue), ...shownParts(node.whenFalse)];
  if (ts.isBinaryExpression(node) || ts.isArrayLiteralExpression(node) || ts.isParenthesizedExpression(node) || ts.isSpreadElement(node)) {
    return node
      .getChildren()
      .flatMap((child) => (child.kind === ts.SyntaxKind.SyntaxList ? child.getChildren() : [child]))
      .flatMap(shownParts);
  }
  return [];
}

function templateTexts(template: ts.TemplateLiteral): readonly { readonly node: ts.Node; readonly text: string }[] {
  return ts.isNoSubstitutionTemplateLiteral(template)
    ? [{ node: template, text: template.text }]
    : [template.head, ...template.templateSpans.map(({ literal }) => literal)].map((node) => ({ node, text: node.text }));
}

function isTranslation({ expression }: ts.CallExpression): boolean {
  return /(?:^|\.)l10n\.t$/.test(expression.getText());
}

function hasWords(text: string): boolean {
  return /\p{L}{2}/u.test(
    text
      .replace(/\$\([^)]*\)/g, '')
      .replace(/https?:\S+|command:\S+/g, '')
      .replace(names, ''),
  );
}
