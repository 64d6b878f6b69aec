import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { sourceFiles } from '../sourceFiles.ts';

/** Something that people read, with where it is written. */
export interface WrittenText {
  readonly place: string;
  readonly text: string;
}

/** The English texts of the user interface: of the bundle, the manifest and its texts. */
export function interfaceTexts(): readonly WrittenText[] {
  const { l10n } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly l10n: string };
  return [`${l10n}/bundle.l10n.json`, 'package.nls.json'].flatMap((path) =>
    Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, string>>).map(([key, text]) => ({
      place: `${path}: ${key.slice(0, 40)}`,
      text: withoutCode(text),
    })),
  );
}

/** The lines of all pages for users and contributors, without code. */
export function pageLines(): readonly WrittenText[] {
  const pages = execFileSync('git', ['ls-files', '*.md', '.github/ISSUE_TEMPLATE'], { encoding: 'utf8' }).trim().split('\n');
  return pages.flatMap((path) =>
    withoutCode(readFileSync(path, 'utf8').replace(/^ *```[^]*?^ *```/gm, (block) => block.replace(/[^\n]/g, '')))
      .split('\n')
      .map((text, index) => ({ place: `${path}:${index + 1}`, text })),
  );
}

/** What sources say to their readers: comments, the titles of tests, and the names that are declared. */
export function sourceProse(): {
  readonly comments: readonly WrittenText[];
  readonly titles: readonly WrittenText[];
  readonly names: readonly WrittenText[];
} {
  const found = ['src', 'test', 'scripts', 'bench'].flatMap((folder) => sourceFiles(folder)).map(({ path, text }) => proseOf(path, text));
  return {
    comments: found.flatMap(({ comments }) => comments),
    titles: found.flatMap(({ titles }) => titles),
    names: found.flatMap(({ names }) => names),
  };
}

/**
 * @param path - for the places
 * @param source - TypeScript
 */
export function proseOf(path: string, source: string): ReturnType<typeof sourceProse> {
  const comments: WrittenText[] = [];
  const titles: WrittenText[] = [];
  const names: WrittenText[] = [];
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const placeOf = (position: number): string => `${path}:${file.getLineAndCharacterOfPosition(position).line + 1}`;
  const seen = new Set<number>();
  const addComment = (start: number, end: number): void => {
    if (seen.has(start)) return;
    seen.add(start);
    const text = source.slice(start, end).replace(/^\s*(?:\*|\/\/) ?/gm, ' ');
    comments.push({ place: placeOf(start), text: withoutCode(text).replace(/\s+/g, ' ') });
  };
  const visit = (node: ts.Node): void => {
    ts.forEachLeadingCommentRange(source, node.getFullStart(), addComment);
    ts.forEachTrailingCommentRange(source, node.getEnd(), addComment);
    if (ts.isCallExpression(node) && /^(?:it|test|describe|suite)\b/.test(node.expression.getText())) {
      const [title] = node.arguments;
      if (title && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title)))
        titles.push({ place: placeOf(title.getStart()), text: withoutCode(title.getText()) });
    }
    if (isDeclaredName(node)) names.push({ place: placeOf(node.getStart()), text: node.text });
    // Tokens can have comments of their own, such as the end of a block.
    for (const child of node.getChildren(file)) visit(child);
  };
  visit(file);
  return { comments, titles, names };
}

function isDeclaredName(node: ts.Node): node is ts.Identifier {
  return ts.isIdentifier(node) && 'name' in node.parent && node.parent.name === node;
}

/** Code and addresses are not prose. */
function withoutCode(text: string): string {
  return text.replace(/`[^`]*`/g, '``').replace(/(?:https?|command|mailto):[^\s)]+/g, '');
}
