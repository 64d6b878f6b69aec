/** Quotes around a value. A shell would run what is between backticks, so they are read and never written. */
export type Quote = '' | '"' | "'" | '`';

/** The positions of one `name=value` in the text. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
  readonly quote: Quote;
  /** Its lines, without the last line break. */
  readonly start: number;
  readonly end: number;
  readonly nameEnd: number;
  /** The value with its quotes. */
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly isExported: boolean;
}

/** A line that is no assignment of its own, or has more after its value. */
export interface OtherText {
  readonly text: string;
  readonly start: number;
}

export const byteOrderMark = '\u00ef\u00bb\u00bf';

/**
 * Reads a `.env` file as dotenv does: names with `=` or `: `, after `export` or not; values in quotes over as many lines as they have.
 *
 * @param text - one character per byte
 * @see https://github.com/motdotla/dotenv, whose grammar this follows
 */
export function readAssignments(text: string): { readonly assignments: readonly Assignment[]; readonly others: readonly OtherText[] } {
  const assignments: Assignment[] = [];
  const others: OtherText[] = [];
  let position = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0;
  while (position < text.length) {
    const assignment = readAssignment(text, position);
    const end = assignment?.end ?? lineEnd(text, position);
    if (assignment) assignments.push(assignment);
    if (assignment?.quote === '') others.push({ text: assignment.value, start: position });
    else if (!assignment) others.push({ text: withoutComment(text.slice(position, end)), start: position });
    position = end + (text.startsWith('\r\n', end) ? 2 : 1);
  }
  return { assignments, others };
}

function lineEnd(text: string, position: number): number {
  const lineBreak = /[\r\n]/g;
  lineBreak.lastIndex = position;
  return lineBreak.exec(text)?.index ?? text.length;
}

function readAssignment(text: string, start: number): Assignment | undefined {
  const end = lineEnd(text, start);
  const head = /^([ \t]*(export[ \t]+)?([\w.-]+))([ \t]*=|:(?=[ \t]))([ \t]*)/.exec(text.slice(start, end));
  const [whole, upToName = '', exported, name, separator = ''] = head ?? [];
  if (whole === undefined || name === undefined) return undefined;
  const valueStart = start + whole.length;
  const found = { name, start, nameEnd: start + upToName.length, isExported: exported !== undefined };
  const quoted = readQuoted(text, valueStart);
  if (quoted) return { ...found, valueStart, ...quoted };
  const value = withoutComment(text.slice(valueStart, end)).trimEnd();
  // An empty value is right after its separator, before the space of a comment.
  const place = value === '' ? found.nameEnd + separator.length : valueStart;
  return { ...found, value, quote: '', end, valueStart: place, valueEnd: place + value.length };
}

/** A comment begins at the start or after a blank. Looks at each `#` once: a pattern with blanks before it would take the square of their number. */
function withoutComment(text: string): string {
  for (let index = text.indexOf('#'); index >= 0; index = text.indexOf('#', index + 1)) {
    if (index === 0 || /[ \t]/.test(text.charAt(index - 1))) return text.slice(0, index);
  }
  return text;
}

/** A quoted value, over as many lines as it has. Quotes followed by anything but a comment belong to an unquoted value. */
function readQuoted(text: string, valueStart: number): Pick<Assignment, 'value' | 'quote' | 'valueEnd' | 'end'> | undefined {
  const quote = text.charAt(valueStart);
  if (quote !== '"' && quote !== "'" && quote !== '`') return undefined;
  for (let index = valueStart + 1; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '\\') index++;
    else if (character === quote) {
      const end = lineEnd(text, index);
      return /^[ \t]*(?:#.*)?$/.test(text.slice(index + 1, end))
        ? { value: text.slice(valueStart + 1, index), quote, valueEnd: index + 1, end }
        : undefined;
    }
  }
  return undefined;
}

/**
 * Whether a text outside of the assignments sets a variable all the same: `declare -x NAME=…`, several on a line, `NAME+=…`, `setenv NAME …`.
 *
 * @param name - a variable's name, `\w` only
 */
export function setsVariable(text: string, name: string): boolean {
  if (!text.includes(name)) return false;
  // What is in quotes is somebody's value.
  const bare = text.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '_');
  return (
    new RegExp(String.raw`(?:^|[\s;&|(){}:])${name}[ \t]*\+?=`).test(bare) ||
    (/^[ \t]*(?:setenv|setx?|unset)[ \t]/.test(bare) && new RegExp(String.raw`[ \t]${name}(?![\w.-])`).test(bare))
  );
}

/** Whether another variable, or another command, follows an unquoted value on its line. */
export function hasMoreOnItsLine({ quote, value }: Assignment): boolean {
  return quote === '' && (/[ \t][A-Za-z_]\w*\+?=/.test(value) || /[;&|]/.test(value.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '_')));
}
