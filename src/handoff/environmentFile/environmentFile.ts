/** Why a file is not edited: it isn't text with one byte per ASCII character, or no quotes can hold a value. */
export type EnvironmentFileProblem = 'notText' | 'unquotable';

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
}

type Quote = '' | '"' | "'" | '`';

/** The positions of one `name=value` in the text. */
interface Assignment {
  readonly name: string;
  readonly value: string;
  readonly quote: Quote;
  /** Its lines, without the last line break. */
  readonly start: number;
  readonly end: number;
  /** The value with its quotes. */
  readonly valueStart: number;
  readonly valueEnd: number;
}

const byteOrderMark = '\u00ef\u00bb\u00bf';

/**
 * Sets and removes variables in a `.env` file and leaves every other byte unchanged: comments, order, quotes, line endings, byte order
 * mark, a missing last line break. Lines inside a multi-line quoted value are not read as variables.
 *
 * @param content - the current file; empty for a new one
 * @param values - the variables to set; `undefined` removes one. If a variable occurs more than once, all occurrences are changed, because
 * readers differ in which one they use
 * @see https://github.com/motdotla/dotenv, whose grammar this follows
 */
export function editEnvironmentFile(
  content: Buffer,
  values: ReadonlyMap<string, string | undefined>,
): EnvironmentEdit | { readonly problem: EnvironmentFileProblem } {
  if (content.includes(0)) return { problem: 'notText' };
  // One character per byte, whatever the encoding: the names and values written here are plain ASCII.
  let text = content.toString('latin1');
  const changes: EnvironmentChange[] = [];
  for (const [name, after] of values) {
    const found = findAssignments(text).filter((assignment) => assignment.name === name);
    const before = found.at(-1)?.value;
    const edited = after === undefined ? removeAll(text, found) : setAll(text, name, after, found);
    if (edited === undefined) return { problem: 'unquotable' };
    changes.push({ name, kind: kindOf(found, after), ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
    text = edited;
  }
  // The result must be readable whatever surrounds it.
  const result = new Map(findAssignments(text).map((assignment) => [assignment.name, assignment.value]));
  for (const [name, after] of values) if (result.get(name) !== after) return { problem: 'unquotable' };
  return { content: Buffer.from(text, 'latin1'), changes };
}

/** The value of each variable when the file is read from top to bottom. */
export function readEnvironmentFile(content: Buffer): ReadonlyMap<string, string> {
  return new Map(findAssignments(content.toString('latin1')).map(({ name, value }) => [name, value]));
}

/**
 * Formats a value so that all readers of `.env` files agree on it.
 *
 * @param preferred - the quotes to keep if possible
 * @throws RangeError for a value that no quotes can hold
 */
export function formatEnvironmentValue(value: string, preferred: Quote = ''): string {
  const quote = ([preferred, '', '"', "'", '`'] as const).find((candidate) => canHold(candidate, value));
  if (quote === undefined) throw new RangeError('no quotes can hold this value');
  return `${quote}${value}${quote}`;
}

function canHold(quote: Quote, value: string): boolean {
  if (/[\r\n]/.test(value)) return false;
  switch (quote) {
    case '':
      return /^[\w.:/@%+=~,-]+$/.test(value);
    // Some readers interpret `\n` and `$NAME` in these.
    case '"':
      return !/["\\$`]/.test(value);
    default:
      return !value.includes(quote) && !value.endsWith('\\');
  }
}

function kindOf(found: readonly Assignment[], after: string | undefined): EnvironmentChange['kind'] {
  if (after === undefined) return found.length > 0 ? 'removed' : 'unchanged';
  if (found.length === 0) return 'added';
  return found.every(({ value }) => value === after) ? 'unchanged' : 'changed';
}

function setAll(text: string, name: string, value: string, found: readonly Assignment[]): string | undefined {
  try {
    if (found.length === 0) return append(text, `${name}=${formatEnvironmentValue(value)}`);
    return found
      .toReversed()
      .reduce(
        (edited, assignment) =>
          assignment.value === value
            ? edited
            : edited.slice(0, assignment.valueStart) + formatEnvironmentValue(value, assignment.quote) + edited.slice(assignment.valueEnd),
        text,
      );
  } catch {
    return undefined;
  }
}

function removeAll(text: string, found: readonly Assignment[]): string {
  return found.toReversed().reduce((edited, { start, end }) => {
    const lineBreak = /^(?:\r\n|\n|\r)/.exec(edited.slice(end))?.[0];
    if (lineBreak !== undefined) return edited.slice(0, start) + edited.slice(end + lineBreak.length);
    // The last line of a file without a final line break: the line before it stays without one, too.
    return edited.slice(0, start).replace(/(?:\r\n|\n|\r)$/, '') + edited.slice(end);
  }, text);
}

function append(text: string, line: string): string {
  const lineBreak = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  if (text === '' || text === byteOrderMark || /[\r\n]$/.test(text)) return `${text}${line}${lineBreak}`;
  return `${text}${lineBreak}${line}`;
}

function findAssignments(text: string): Assignment[] {
  const found: Assignment[] = [];
  let position = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0;
  while (position < text.length) {
    const assignment = readAssignment(text, position);
    if (assignment) found.push(assignment);
    const end = assignment?.end ?? lineEnd(text, position);
    position = end + (text.startsWith('\r\n', end) ? 2 : 1);
  }
  return found;
}

function lineEnd(text: string, position: number): number {
  const offset = text.slice(position).search(/[\r\n]/);
  return offset < 0 ? text.length : position + offset;
}

function readAssignment(text: string, start: number): Assignment | undefined {
  const head = /^([ \t]*(?:export[ \t]+)?([\w.-]+)(?:[ \t]*=|:(?=[ \t])))([ \t]*)/.exec(text.slice(start, lineEnd(text, start)));
  const [whole, beforeSpace = '', name] = head ?? [];
  if (whole === undefined || name === undefined) return undefined;
  const valueStart = start + whole.length;
  const quoted = readQuoted(text, valueStart);
  if (quoted) return { name, start, valueStart, ...quoted };
  const end = lineEnd(text, start);
  const rest = text.slice(valueStart, end);
  const value = rest.startsWith('#') ? '' : rest.replace(/[ \t]+#.*$/, '').trimEnd();
  // An empty value is right after its `=`, before the space of a comment.
  const place = value === '' ? start + beforeSpace.length : valueStart;
  return { name, value, quote: '', start, end, valueStart: place, valueEnd: place + value.length };
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
