/** Longer pastes are not read: no export of cookies or keys is. In characters. */
export const maxPasteLength = 2 * 1024 * 1024;

/**
 * Brings a pasted text into plain characters: without invisible ones and the colors of terminals, with look-alikes of dashes and full-width
 * letters as what they look like, and without the escapes of addresses, JSON, HTML, Markdown and email.
 */
export function plainCharacters(pasted: string): string {
  const visible = pasted
    .normalize('NFKC')
    .replace(/\u001b\[[\d;]{0,20}[A-Za-z]/g, '')
    .replace(/[\0\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/[\p{Pd}\u02d7\u2212]/gu, '-')
    .replace(/\\(?:u00|x)([0-7][0-9a-f])/gi, (_, code: string) => printable(code))
    .replace(/\\[nrt]/g, ' ')
    .replace(/\\([_-])/g, '$1')
    .replace(/&#x([0-7][0-9a-f]);/gi, (_, code: string) => printable(code))
    .replace(/&#(\d{2,3});/g, (_, code: string) => printable(Number(code).toString(16)))
    .replace(/&quot;/gi, '"')
    .replace(/&lowbar;/gi, '_')
    .replace(/&amp;/gi, '&')
    .replace(/=3D/gi, '=');
  return withoutPercents(withoutPercents(withoutPercents(visible)));
}

/** A text that was encoded several times is decoded as often. */
function withoutPercents(text: string): string {
  return text.replace(/%([0-7][0-9a-f])/gi, (_, code: string) => printable(code));
}

function printable(code: string): string {
  const value = parseInt(code, 16);
  return value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : ' ';
}

/** A text in which the lines that a terminal has wrapped are one again. */
export interface JoinedText {
  readonly text: string;
  /** Whether a line break was taken out before this position, so that a word may end here. */
  readonly wasBreak: (position: number) => boolean;
}

/**
 * Takes single line breaks out, with the blanks, frames, quotation marks and continuation signs around them. An empty line is no wrapped one.
 */
export function joinLines(text: string): JoinedText {
  const breaks = new Set<number>();
  let length = 0;
  const lines = text.split(/\r\n|[\r\n\v\f\u0085\u2028\u2029]/).map((line) => withoutEnd(line.replace(/^[ \t>|│┃]+/, '')));
  const pieces = lines.map((line, index) => {
    const next = lines[index + 1];
    const isWrapped = line !== '' && next !== undefined && next !== '';
    const piece = isWrapped ? withoutContinuation(line) : `${line}\n`;
    length += piece.length;
    if (isWrapped) breaks.add(length);
    return piece;
  });
  return { text: pieces.join(''), wasBreak: (position) => breaks.has(position) };
}

/** A pattern would look at each blank in the middle of a line again and again. */
function withoutEnd(line: string): string {
  let end = line.length;
  while (end > 0 && /[\s|│┃↵⏎↩]/.test(line.charAt(end - 1))) end--;
  return line.slice(0, end);
}

/** Shells continue a line after a backslash, backtick or caret, emails after `=`. */
function withoutContinuation(line: string): string {
  return /[\\`^]$/.test(line) || /[\w-]=$/.test(line.slice(-2)) ? line.slice(0, -1) : line;
}
