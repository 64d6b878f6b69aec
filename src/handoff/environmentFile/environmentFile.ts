import { parseEnv } from 'node:util';
import { byteOrderMark, hasMoreOnItsLine, readAssignments, setsVariable, type Assignment, type Quote } from './assignments.ts';

/** Why a file is not edited. */
export type EnvironmentFileProblem =
  /** It isn't text with one byte per ASCII character. */
  | { readonly problem: 'notText' }
  /** All of it is encrypted, or a checksum covers it: clear text would break it. */
  | { readonly problem: 'encrypted' }
  /** No quotes can hold a value so that every reader agrees on it. */
  | { readonly problem: 'unquotable' }
  /** A line, counted from 1, sets the variable in a way that is not edited here, such as `declare -x` or several on a line. */
  | { readonly problem: 'otherForm'; readonly name: string; readonly line: number }
  /** Readers would not see the variable, because of what is around it: a quote that is not closed. */
  | { readonly problem: 'hidden'; readonly name: string };

/** The change to one variable; values are in clear. */
export interface EnvironmentChange {
  readonly name: string;
  readonly kind: 'added' | 'changed' | 'removed' | 'unchanged';
  readonly before?: string;
  readonly after?: string;
}

/** An edited file and its changes. */
export interface EnvironmentEdit {
  readonly content: Buffer;
  readonly changes: readonly EnvironmentChange[];
  /** Whether its other values are encrypted with dotenvx, so that the file may be meant for a repository. */
  readonly encrypted: boolean;
}

/**
 * Sets and removes variables in a `.env` file so that Node.js, dotenv, python-dotenv, Docker Compose and shells agree on them, and leaves
 * every other byte unchanged: comments, order, quotes, line endings, a missing last line break. Lines inside a multi-line quoted value are not
 * read as variables.
 *
 * @param content - the current file; empty for a new one
 * @param values - the variables to set; `undefined` removes one. If a variable occurs more than once, all occurrences are changed, because
 * readers differ in which one they use
 * @param isSourced - a shell reads the file, whatever is in it, so that new lines need `export`
 */
export function editEnvironmentFile(
  content: Buffer,
  values: ReadonlyMap<string, string | undefined>,
  { isSourced = false }: { readonly isSourced?: boolean } = {},
): EnvironmentEdit | EnvironmentFileProblem {
  if (content.includes(0) || isUtf16(content)) return { problem: 'notText' };
  // One character per byte, whatever the encoding: the names and values written here are plain ASCII.
  let text = content.toString('latin1');
  const encryption = findEncryption(text);
  if (encryption === 'whole') return { problem: 'encrypted' };
  const changes: EnvironmentChange[] = [];
  for (const [name, after] of values) {
    const { assignments, others } = readAssignments(text);
    const found = assignments.filter((assignment) => assignment.name === name);
    const odd = found.find(hasMoreOnItsLine) ?? others.find((other) => setsVariable(other.text, name));
    if (odd) return { problem: 'otherForm', name, line: lineNumber(text, odd.start) };
    const before = found.at(-1)?.value;
    const edited =
      after === undefined
        ? removeAll(text, found)
        : setAll(text, name, after, { found, isExported: isSourced || areExported(assignments) });
    if (edited === undefined) return { problem: 'unquotable' };
    changes.push({
      name,
      kind: kindOf(text === edited, found, after),
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    });
    text = edited;
  }
  const edited = Buffer.from(text, 'latin1');
  const hidden = findHidden(edited, values);
  if (hidden !== undefined) return { problem: 'hidden', name: hidden };
  return { content: edited, changes, encrypted: encryption === 'values' };
}

/** The value of each variable when the file is read from top to bottom. */
export function readEnvironmentFile(content: Buffer): ReadonlyMap<string, string> {
  return new Map(readAssignments(content.toString('latin1')).assignments.map(({ name, value }) => [name, value]));
}

/**
 * Formats a value so that readers of `.env` files agree on it. A value with blanks needs quotes, which Docker's `--env-file` alone takes for
 * a part of it.
 *
 * @param preferred - the quotes to keep if possible
 * @returns `undefined` for a value that no quotes can hold
 */
export function formatEnvironmentValue(value: string, preferred: Quote = ''): string | undefined {
  const quote = ([preferred, '', '"', "'"] as const).find((candidate) => canHold(candidate, value));
  return quote === undefined ? undefined : `${quote}${value}${quote}`;
}

function canHold(quote: Quote, value: string): boolean {
  switch (quote) {
    case '':
      // Without `~`, which shells expand at the start and after a colon.
      return /^[\w.:/@%+=,-]+$/.test(value);
    // Readers interpret `\n` and `$NAME` in these.
    case '"':
      return /^[ -~]*$/.test(value) && !/["\\$`]/.test(value);
    // python-dotenv interprets `\\`, `\'` and `${NAME}` in these, too.
    case "'":
      return /^[ -~]*$/.test(value) && !/['\\]|\$\{/.test(value);
    case '`':
      return false;
  }
}

/** A file with nothing but its mark has no zero byte yet. */
function isUtf16(content: Buffer): boolean {
  const mark = content.subarray(0, 2).toString('latin1');
  return mark === '\u00ff\u00fe' || mark === '\u00fe\u00ff';
}

/**
 * dotenvx encrypts values one by one and ignores a clear one; sops keeps a checksum of all; dotenv-vault and other programs encrypt the whole
 * file.
 */
function findEncryption(text: string): 'values' | 'whole' | undefined {
  const start = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0;
  if (
    /^\s*(?:\$ANSIBLE_VAULT;|-----BEGIN (?:AGE ENCRYPTED FILE|PGP MESSAGE)-----|age-encryption\.org\/)/.test(text.slice(start, start + 200))
  )
    return 'whole';
  const { assignments } = readAssignments(text);
  const isWhole = assignments.some(
    ({ name, value }) => name === 'sops_mac' || name.startsWith('DOTENV_VAULT') || value.startsWith('ENC[AES256_GCM,'),
  );
  if (isWhole) return 'whole';
  return assignments.some(({ name, value }) => name.startsWith('DOTENV_PUBLIC_KEY') || value.startsWith('encrypted:'))
    ? 'values'
    : undefined;
}

/** The first variable that is not read the way it was written. For one that is set, Node's own reader has to agree. */
function findHidden(content: Buffer, values: ReadonlyMap<string, string | undefined>): string | undefined {
  const own = readEnvironmentFile(content);
  const node = parseEnv(content.toString('utf8'));
  return [...values].find(([name, value]) => own.get(name) !== value || (value !== undefined && node[name] !== value))?.[0];
}

function lineNumber(text: string, position: number): number {
  return text.slice(0, position).split(/\r\n|[\r\n]/).length;
}

/** Whether a file is meant to be sourced by a shell: a variable without `export` would not reach the programs that it starts. */
function areExported(assignments: readonly Assignment[]): boolean {
  const exported = assignments.filter(({ isExported }) => isExported).length;
  return exported > 0 && exported * 2 >= assignments.length;
}

function kindOf(isSame: boolean, found: readonly Assignment[], after: string | undefined): EnvironmentChange['kind'] {
  if (isSame) return 'unchanged';
  if (after === undefined) return 'removed';
  return found.length === 0 ? 'added' : 'changed';
}

/** Blanks around `=` and a colon are understood by some readers only. */
function setAll(
  text: string,
  name: string,
  value: string,
  { found, isExported }: { readonly found: readonly Assignment[]; readonly isExported: boolean },
): string | undefined {
  const isWritable = formatEnvironmentValue(value) !== undefined;
  if (!isWritable) return undefined;
  if (found.length === 0) return append(text, `${isExported ? 'export ' : ''}${name}=${formatEnvironmentValue(value) ?? ''}`);
  const edited = replaceAll(
    text,
    found.map(({ nameEnd, valueEnd, quote }) => ({ start: nameEnd, end: valueEnd, by: `=${formatEnvironmentValue(value, quote) ?? ''}` })),
  );
  // A byte order mark is a part of the name to most readers.
  const isFirst = found[0]?.start === byteOrderMark.length && text.startsWith(byteOrderMark);
  return isFirst ? `${byteOrderMark}${lineBreakOf(text)}${edited.slice(byteOrderMark.length)}` : edited;
}

function removeAll(text: string, found: readonly Assignment[]): string {
  const isLastLine = found.at(-1)?.end === text.length;
  const rest = replaceAll(
    text,
    found.map(({ start, end }) => ({ start, end: end + lineBreakAt(text, end).length, by: '' })),
  );
  // The line before a last one without a line break stays without one, too.
  return isLastLine ? rest.replace(/(?:\r\n|\n|\r)$/, '') : rest;
}

function lineBreakAt(text: string, position: number): string {
  const character = text.charAt(position);
  return text.startsWith('\r\n', position) ? '\r\n' : character === '\n' || character === '\r' ? character : '';
}

/** Builds the text once: cutting it at every place would take the square of its length. */
function replaceAll(text: string, places: readonly { readonly start: number; readonly end: number; readonly by: string }[]): string {
  let position = 0;
  const pieces = places.flatMap(({ start, end, by }) => {
    const kept = text.slice(position, start);
    position = end;
    return [kept, by];
  });
  return [...pieces, text.slice(position)].join('');
}

function append(text: string, line: string): string {
  const lineBreak = lineBreakOf(text);
  if (text === '' || /[\r\n]$/.test(text)) return `${text}${line}${lineBreak}`;
  return `${text}${lineBreak}${line}`;
}

function lineBreakOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}
