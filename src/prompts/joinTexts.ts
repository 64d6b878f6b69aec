import * as vscode from 'vscode';

const { l10n } = vscode;

/** Puts sentences one after the other; some languages put no space between them. */
export function joinSentences(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  return others.reduce((text, next) => l10n.t('{0} {1}', text, next), first);
}

/** Lists words with the language's own comma. */
export function joinWords(words: readonly string[]): string {
  const [first = '', ...others] = words;
  return others.reduce((text, next) => l10n.t('{0}, {1}', text, next), first);
}
