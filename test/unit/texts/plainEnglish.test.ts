import { describe, expect, it } from 'vitest';
import { interfaceTexts, pageLines, proseOf, sourceProse, type WrittenText } from './writtenTexts.ts';

/** A form to avoid, and what to write. */
type Rule = readonly [avoid: RegExp, instead: string];

/** US spelling, and one spelling of each term. */
const spelling: readonly Rule[] = [
  [/\bcancell(?:ed|ing)\b/i, 'canceled, canceling'],
  [
    /\b(?:behaviour|colour|favour|licence|grey|catalogue)s?\b|\b(?:recogni|synchroni|organi|initiali|summari)s(?:e|ed|es|ing)\b/i,
    'US spelling',
  ],
  [/\be-mail|\bmails?\b(?! service)/i, 'email'],
  [/\bset-ups?\b/i, 'setup (noun), set up (verb)'],
  [/\bto sign-(?:in|out)\b|\bsign(?:in|out)\b(?!\.)/i, 'sign-in (noun), sign in (verb)'],
  [/\btwo factor\b|\b2-factor\b|\bsecond factor\b/i, 'two-factor'],
  [/\bVSCode\b|\bVisual Studio code\b/, 'VS Code'],
  [/\bGithub\b|\bJavascript\b|\bTypescript\b/, 'GitHub, JavaScript, TypeScript'],
];

/** Words that a native speaker would not use here. */
const words: readonly Rule[] = [
  [/\b(?:a|the|any|every|another|one) person(?:[’']s)?\b|\bpersons\b|\bwhoever\b|\bwhosoever\b/i, 'the user, or you'],
  [/\bknock(?:s|ed|ing)?\b|\bdeeds?\b|\bmend(?:s|ed|ing)?\b/i, 'a plain verb'],
  [/\b(?:is|are|was|be) told\b(?! from| apart)|\btak(?:e|es|ing|en) note\b|\bfor good\b|\b(?:is|are) no news\b/i, 'a plain verb'],
  [/\bhalf-finished\b/i, 'pending, or unfinished'],
  [/\bas it was\b|\bleft as it is\b|\bstays as it is\b/i, 'not changed, or unchanged'],
];

/** Only where users read it. */
const userFacing: readonly Rule[] = [
  [/\bthere (?:is|are|was|were) no\b/i, 'No X'],
  [/\bin use\b/i, 'active'],
  [/\bview “|“Accounts” view|\bview "/i, 'the Accounts view'],
  [/\busernames?\b|\buser agents?\b/i, 'user name, User-Agent'],
  [/\b(?:does not|do not|cannot|could not)\b/i, 'a contraction, such as doesn’t or can’t'],
];

/** One word for one thing in the user interface. */
const oneWord: readonly Rule[] = [
  [/\bconfirmed\b/i, 'verified'],
  [/(?<!Last )\blog-?ins?\b(?! page)|\blogs? in\b/i, 'sign-in (noun), sign in (verb)'],
  [/\b(?:en|dis)abl(?:e|es|ing)\b/i, 'turn on, turn off'],
  [/\blogged (?:in|out)\b/i, 'signed in, signed out'],
  [/\b(?:log|logging) ?out\b/i, 'sign out'],
];

/** Only in the texts of the user interface. */
const typography: readonly Rule[] = [
  [/'|(?<!\{\d\})"(?!\w|\]|\{)/, '’ and “ ”'],
  [/\.\.\./, '…'],
  [/\bids?\b/, 'ID'],
];

/** Names that a search for the usual term would not find. */
const names: readonly Rule[] = [
  [/cancelled/i, 'canceled'],
  [/person(?!al)|whoever|somebody/i, 'user'],
  [/witness|keeper|\bfate|remark|wayOut|deed(?!s)|knock/i, 'the usual term'],
  [/Milliseconds$/, 'Ms'],
];

function findings(texts: readonly WrittenText[], ...rules: readonly (readonly Rule[])[]): readonly string[] {
  return texts.flatMap(({ place, text }) =>
    rules.flat().flatMap(([avoid, instead]) => {
      const found = avoid.exec(text);
      return found ? [`${place}: “${found[0]}”, better: ${instead}`] : [];
    }),
  );
}

describe('plain English', () => {
  const prose = sourceProse();

  it('is in the user interface', () => {
    expect(findings(interfaceTexts(), spelling, words, userFacing, oneWord, typography)).toEqual([]);
  });

  it('is in the documentation', () => {
    expect(findings(pageLines(), spelling, words)).toEqual([]);
  });

  it('is in comments', () => {
    expect(findings(prose.comments, spelling, words)).toEqual([]);
  });

  it('is in the titles of tests', () => {
    expect(findings(prose.titles, spelling, words)).toEqual([]);
  });

  it('is in names', () => {
    expect(findings(prose.names, names)).toEqual([]);
  });

  it.each([
    ['a comment', 'comments', '/** A person\n * knocks. */\nconst x = 1;'],
    ['a comment at the end of a block', 'comments', 'function f() {\n  // The deed is done.\n}'],
    ['a comment at the end of a line', 'comments', 'const x = 1; // as it was'],
    ['a title', 'titles', "it.each([1])('is told', () => {});"],
  ] as const)('is checked in %s', (_, kind, source) => {
    expect(findings(proseOf('example.ts', source)[kind], words)).not.toEqual([]);
  });

  it('is not expected of code', () => {
    expect(findings(proseOf('example.ts', '/** Reads `deed`. */\nconst x = 1;').comments, words)).toEqual([]);
  });
});
