/** Longer pastes are not read: no export of cookies or keys is. In characters. */
export const maxPasteLength = 2 * 1024 * 1024;

/**
 * Brings a pasted text into plain characters: without invisible ones, with look-alikes of dashes and full-width letters as what they look
 * like, and without the escapes of addresses, JSON and HTML.
 */
export function plainCharacters(pasted: string): string {
  const visible = pasted
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/[\p{Pd}\u02d7\u2212]/gu, '-')
    .replace(/\\u00([0-7][0-9a-f])/gi, (_, code: string) => printable(code))
    .replace(/\\[nrt]/g, ' ')
    .replace(/&(?:quot|#34|#x22);/gi, '"')
    .replace(/&(?:amp|#38|#x26);/gi, '&');
  return withoutPercents(withoutPercents(visible));
}

/** A text that was encoded twice is decoded twice. */
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

/** Takes single line breaks out, with the blanks, quotation marks and continuation signs around them. An empty line is no wrapped one. */
export function joinLines(text: string): JoinedText {
  const breaks = new Set<number>();
  let length = 0;
  const lines = text.split(/\r\n|[\r\n]/).map((line) => line.replace(/^[ \t>|│]+/, '').trimEnd());
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

/** Shells continue a line after a backslash or backtick, emails after `=`. */
function withoutContinuation(line: string): string {
  return /[\\`]$/.test(line) || /[\w-]=$/.test(line.slice(-2)) ? line.slice(0, -1) : line;
}
