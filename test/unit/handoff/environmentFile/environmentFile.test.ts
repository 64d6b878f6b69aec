import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editEnvironmentFile, readEnvironmentFile } from '../../../../src/handoff/environmentFile/environmentFile.ts';

const auth = 'authcookie_9c2b7e10-7ab5-4d3c-8a31-0f2f6f6b7f11';
const agent = 'MyBot/1.0 me@my-site.org';

/** Edits a text. @returns the new text */
function edit(text: string, values: Readonly<Record<string, string | undefined>>): string {
  const result = editEnvironmentFile(Buffer.from(text), new Map(Object.entries(values)));
  if ('problem' in result) throw new Error(result.problem);
  return result.content.toString();
}

describe('editing a .env file', () => {
  it.each([
    ['begins a new one', '', `COOKIE=${auth}\n`],
    ['appends', 'A=1\n', `A=1\nCOOKIE=${auth}\n`],
    ['appends to a file without a last line break', 'A=1', `A=1\nCOOKIE=${auth}`],
    ['keeps the line ends of Windows', 'A=1\r\n', `A=1\r\nCOOKIE=${auth}\r\n`],
    ['keeps a byte order mark', '\ufeffCOOKIE=old\n', `\ufeffCOOKIE=${auth}\n`],
    ['changes a value in its place', '# mine\nCOOKIE=old\nB=2\n', `# mine\nCOOKIE=${auth}\nB=2\n`],
    ['keeps quotes', 'COOKIE="old"\nCOOKIE=\'old\'\nCOOKIE=`old`\n', `COOKIE="${auth}"\nCOOKIE='${auth}'\nCOOKIE=\`${auth}\`\n`],
    ['keeps export, space and comment', '  export COOKIE = old   # do not share\n', `  export COOKIE = ${auth}   # do not share\n`],
    ['fills an empty value', 'COOKIE=\nB=2', `COOKIE=${auth}\nB=2`],
    ['fills an empty value before a comment', 'COOKIE= # the session\n', `COOKIE=${auth} # the session\n`],
    ['takes an unfinished quote for a part of the value', 'COOKIE="old\nB=2\n', `COOKIE=${auth}\nB=2\n`],
    ['leaves a comment alone', '#COOKIE=old\n', `#COOKIE=old\nCOOKIE=${auth}\n`],
    ['leaves longer names alone', 'MY_COOKIE=1\nCOOKIE_2=2\n', `MY_COOKIE=1\nCOOKIE_2=2\nCOOKIE=${auth}\n`],
    [
      'leaves the inside of a longer value alone',
      'KEY="-----\nCOOKIE=not me\n-----"\n',
      `KEY="-----\nCOOKIE=not me\n-----"\nCOOKIE=${auth}\n`,
    ],
    ['replaces a value of several lines', 'COOKIE="one\ntwo"\nB=2\n', `COOKIE="${auth}"\nB=2\n`],
  ])('%s', (_, before, after) => {
    expect(edit(before, { COOKIE: auth })).toBe(after);
  });

  it.each([
    ['in the middle', 'A=1\nCOOKIE=old\nB=2\n', 'A=1\nB=2\n'],
    ['at the end', 'A=1\r\nCOOKIE=old\r\n', 'A=1\r\n'],
    ['at an end without a line break', 'A=1\nCOOKIE=old', 'A=1'],
    ['wherever it stands', 'COOKIE=1\nA=1\nexport COOKIE="2\n3"\n', 'A=1\n'],
    ['alone in its file', 'COOKIE=old', ''],
    ['nowhere', 'A=1\n', 'A=1\n'],
  ])('removes a variable %s', (_, before, after) => {
    expect(edit(before, { COOKIE: undefined })).toBe(after);
  });

  it('quotes values that need it', () => {
    expect(edit('AGENT=x\n', { AGENT: agent })).toBe(`AGENT="${agent}"\n`);
    expect(edit('', { AGENT: 'a"b$c' })).toBe("AGENT='a\"b$c'\n");
    expect(edit('', { AGENT: 'a"b\'c' })).toBe('AGENT=`a"b\'c`\n');
  });

  it('does not change what it cannot read or write safely', () => {
    expect(editEnvironmentFile(Buffer.from('A=1', 'utf16le'), new Map([['B', '2']]))).toEqual({ problem: 'notText' });
    expect(editEnvironmentFile(Buffer.from(''), new Map([['B', '`"\'']]))).toEqual({ problem: 'unquotable' });
    expect(editEnvironmentFile(Buffer.from(''), new Map([['B', 'two\nlines']]))).toEqual({ problem: 'unquotable' });
  });

  it('reports what changes', () => {
    const result = editEnvironmentFile(
      Buffer.from('A=1\nB=2\nC=3\n'),
      new Map<string, string | undefined>([
        ['A', '1'],
        ['B', '20'],
        ['C', undefined],
        ['D', '4'],
        ['E', undefined],
      ]),
    );
    expect('changes' in result && result.changes).toEqual([
      { name: 'A', kind: 'unchanged', before: '1', after: '1' },
      { name: 'B', kind: 'changed', before: '2', after: '20' },
      { name: 'C', kind: 'removed', before: '3' },
      { name: 'D', kind: 'added', after: '4' },
      { name: 'E', kind: 'unchanged' },
    ]);
  });

  const lineBreak = fc.constantFrom('\n', '\r\n', '\r');
  const otherLine = fc.oneof(
    fc.constantFrom(
      '',
      '# COOKIE=x',
      'A=1',
      'B="two words" # c',
      "C='$x'",
      'D=`x`',
      'export E=1',
      'F: g',
      'G="\\"COOKIE=1"',
      "it's",
      '=',
      'H="open',
      'I=#',
      '\t',
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replace(/[\r\n\0"'`=:]/g, '')),
    fc.constant('LONG="first\nCOOKIE=inside\nlast"'),
  );
  const ourLine = fc.constantFrom('COOKIE=old', 'COOKIE="old"', " export COOKIE='old' # note", 'COOKIE=', 'COOKIE = old');
  const file = fc.record({
    mark: fc.constantFrom('', '\ufeff'),
    lines: fc.array(fc.record({ text: fc.oneof({ weight: 4, arbitrary: otherLine }, { weight: 1, arbitrary: ourLine }), lineBreak }), {
      maxLength: 12,
    }),
    last: otherLine,
  });
  const textOf = ({ mark, lines, last }: { mark: string; lines: { text: string; lineBreak: string }[]; last: string }): string =>
    mark + lines.map(({ text, lineBreak: end }) => text + end).join('') + last;
  const isOurs = (line: string): boolean => /^[ \t]*(?:export )?COOKIE ?=/.test(line);

  it('leaves all other lines unchanged, byte for byte, in any file', () => {
    fc.assert(
      fc.property(file, (random) => {
        const before = Buffer.from(textOf(random));
        const result = editEnvironmentFile(before, new Map([['COOKIE', auth]]));
        if ('problem' in result) return;
        const mark = '\u00ef\u00bb\u00bf';
        const others = (content: Buffer): string[] =>
          content
            .toString('latin1')
            .replace(mark, '')
            .split(/\r\n|\n|\r/)
            .filter((line) => !isOurs(line));
        expect(others(result.content)).toEqual(others(before));
        expect(result.content.toString('latin1').startsWith(mark)).toBe(random.mark !== '');
        expect(readEnvironmentFile(result.content).get('COOKIE')).toBe(auth);
      }),
      { numRuns: 2000 },
    );
  });

  it('restores the same bytes when its lines are removed again', () => {
    fc.assert(
      fc.property(file, (random) => {
        const before = Buffer.from(textOf({ ...random, lines: random.lines.filter(({ text }) => !isOurs(text)) }));
        const added = editEnvironmentFile(
          before,
          new Map([
            ['COOKIE', auth],
            ['AGENT', agent],
          ]),
        );
        if ('problem' in added) return;
        const removed = editEnvironmentFile(
          added.content,
          new Map([
            ['COOKIE', undefined],
            ['AGENT', undefined],
          ]),
        );
        expect('content' in removed && removed.content.equals(before)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('changes nothing when repeated', () => {
    fc.assert(
      fc.property(file, (random) => {
        const once = editEnvironmentFile(Buffer.from(textOf(random)), new Map([['COOKIE', auth]]));
        if ('problem' in once) return;
        const twice = editEnvironmentFile(once.content, new Map([['COOKIE', auth]]));
        expect('content' in twice && twice.content.equals(once.content)).toBe(true);
      }),
    );
  });
});
