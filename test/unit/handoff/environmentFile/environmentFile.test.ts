import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growthOfTime, muchFasterThanLength } from '../../growthOfTime.ts';
import { editEnvironmentFile, readEnvironmentFile } from '../../../../src/handoff/environmentFile/environmentFile.ts';
import { propertyRuns } from '../../propertyRuns.ts';

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
    [
      'begins a line after a byte order mark, which is a part of the name to Node and shells',
      '\ufeffCOOKIE=old\n',
      `\ufeff\nCOOKIE=${auth}\n`,
    ],
    ['keeps a byte order mark', '\ufeffA=1\nCOOKIE=old\n', `\ufeffA=1\nCOOKIE=${auth}\n`],
    ['keeps a byte order mark before an empty line', '\ufeff\n', `\ufeff\nCOOKIE=${auth}\n`],
    ['writes after nothing but a byte order mark', '\ufeff', `\ufeff\nCOOKIE=${auth}`],
    ['changes a value in its place', '# mine\nCOOKIE=old\nB=2\n', `# mine\nCOOKIE=${auth}\nB=2\n`],
    ['keeps quotes', 'COOKIE="old"\nCOOKIE=\'old\'\n', `COOKIE="${auth}"\nCOOKIE='${auth}'\n`],
    ['writes no backticks, which a shell would run', `COOKIE=\`${auth}\`\nCOOKIE=\`date\`\n`, `COOKIE=${auth}\nCOOKIE=${auth}\n`],
    ['keeps export and comment', '  export COOKIE=old   # do not share\n', `  export COOKIE=${auth}   # do not share\n`],
    ['leaves no blanks around the equals sign, which shells refuse', 'COOKIE = old # mine\n', `COOKIE=${auth} # mine\n`],
    ['writes an equals sign for a colon, which only dotenv knows', 'A: 1\nCOOKIE: old\n', `A: 1\nCOOKIE=${auth}\n`],
    ['exports in a file that exports', 'export A=1\nexport B=2\n', `export A=1\nexport B=2\nexport COOKIE=${auth}\n`],
    ['does not export because of one line among others', 'A=1\nB=2\nexport C=3\n', `A=1\nB=2\nexport C=3\nCOOKIE=${auth}\n`],
    ['appends to a script of declarations', 'declare -x A="1"\n', `declare -x A="1"\nCOOKIE=${auth}\n`],
    [
      'takes no value of another variable for its own',
      'NOTE="set COOKIE=x"\nURL=http://x/?COOKIE=1\n',
      `NOTE="set COOKIE=x"\nURL=http://x/?COOKIE=1\nCOOKIE=${auth}\n`,
    ],
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
    expect(edit('', { AGENT: 'a!b c' })).toBe('AGENT="a!b c"\n');
    expect(edit('', { AGENT: '~/a' })).toBe('AGENT="~/a"\n');
    expect(edit('', { ADDRESS: 'http://127.0.0.1:8978/api/1' })).toBe('ADDRESS=http://127.0.0.1:8978/api/1\n');
  });

  it('does not change what it cannot read or write safely', () => {
    for (const text of ['A=1', '\ufeffA=1', '\ufeff'])
      for (const bytes of [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()])
        expect(editEnvironmentFile(bytes, new Map([['B', '2']]))).toEqual({ problem: 'notText' });
    for (const value of ['`"\'', 'a"b\'c', 'two\nlines', 'a\\b', '"${HOME}', 'ü', '\u0007']) {
      expect(editEnvironmentFile(Buffer.from('B=1'), new Map([['B', value]]))).toEqual({ problem: 'unquotable' });
    }
  });

  it.each([
    ['declare -x COOKIE="old"', 1],
    ['A=1\nexport A=1 COOKIE=old', 2],
    ['A=1 COOKIE=old', 1],
    ['\r\nA=1; COOKIE=old', 2],
    ['COOKIE=old B=2', 1],
    ['COOKIE="old" B=2', 1],
    ['COOKIE=old; export COOKIE', 1],
    ['COOKIE+=old', 1],
    ['readonly COOKIE=old', 1],
    ['setenv COOKIE old', 1],
    ['set -x COOKIE old', 1],
    ['set COOKIE=old', 1],
    ['$env:COOKIE = "old"', 1],
    ['unset COOKIE', 1],
    ['- COOKIE=old', 1],
  ])('refuses to edit %j, and names the line', (text, line) => {
    for (const value of [auth, undefined]) {
      expect(editEnvironmentFile(Buffer.from(text), new Map([['COOKIE', value]]))).toEqual({ problem: 'otherForm', name: 'COOKIE', line });
    }
  });

  it('knows encrypted files', () => {
    const edited = (text: string) => editEnvironmentFile(Buffer.from(text), new Map([['COOKIE', auth]]));
    expect(edited('DOTENV_PUBLIC_KEY="02ab"\nA="encrypted:BE9Y"\n')).toMatchObject({ encrypted: true });
    expect(edited('DOTENV_PUBLIC_KEY_PRODUCTION=02ab\n')).toMatchObject({ encrypted: true });
    expect(edited('A=1\n')).toMatchObject({ encrypted: false });
    expect(edited('A=ENC[AES256_GCM,data:x]\nsops_mac=ENC[x]\nsops_version=3.9.0\n')).toEqual({ problem: 'encrypted' });
    expect(edited('A=ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\n')).toEqual({ problem: 'encrypted' });
    expect(edited('#/---[DOTENV_VAULT]---/\nDOTENV_VAULT_PRODUCTION="s7Nyt3bS"\n')).toEqual({ problem: 'encrypted' });
    expect(edited('$ANSIBLE_VAULT;1.1;AES256\n3132\n')).toEqual({ problem: 'encrypted' });
    expect(edited('\ufeff\r\n-----BEGIN PGP MESSAGE-----\n')).toEqual({ problem: 'encrypted' });
    expect(editEnvironmentFile(Buffer.from('\0GITCRYPT\0abc', 'latin1'), new Map([['COOKIE', auth]]))).toEqual({ problem: 'notText' });
  });

  it.each([
    ['blanks', (length: number) => ' '.repeat(length)],
    ['blanks in a value', (length: number) => `A=${' '.repeat(length)}x`],
    ['blanks after the name', (length: number) => `COOKIE${' '.repeat(length)}`],
    ['open quotes', (length: number) => 'A="\n'.repeat(length / 4)],
    ['open quotes of all kinds', (length: number) => 'A="\nB=\'\nC=`\n'.repeat(length / 12)],
    ['escaped quotes', (length: number) => `A=${String.raw`"\"`.repeat(length / 3)}`],
    ['escaped quotes on lines', (length: number) => 'A="\\"\n'.repeat(length / 6)],
    ['number signs', (length: number) => `A=${'#'.repeat(length)}`],
    ['its own name', (length: number) => 'COOKIE=1\n'.repeat(length / 9)],
    ['its own name on one line', (length: number) => `A=1 ${'COOKIE '.repeat(length / 7)}`],
    ['words', (length: number) => `A=${'a '.repeat(length / 2)}`],
    ['a long name', (length: number) => 'A'.repeat(length)],
  ])('takes time in proportion to the length of a file of %s', (_, make) => {
    const growth = growthOfTime((length) => editEnvironmentFile(Buffer.from(make(length)), new Map([['COOKIE', auth]])), 480_000);
    expect(growth).toBeLessThan(muchFasterThanLength);
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
  const isOurs = (line: string): boolean => /^[ \t]*(?:export )?COOKIE ?[=:]/.test(line);

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
        const marked = `${mark}${/\r\n|\n|\r/.exec(result.content.toString('latin1'))?.[0] ?? ''}`;
        const isMovedDown =
          random.mark !== '' &&
          before.length > mark.length &&
          result.content.toString('latin1').startsWith(marked) &&
          !before.toString('latin1').startsWith(marked);
        expect(others(result.content)).toEqual([...(isMovedDown ? [''] : []), ...others(before)]);
        expect(result.content.toString('latin1').startsWith(mark)).toBe(random.mark !== '');
        expect(readEnvironmentFile(result.content).get('COOKIE')).toBe(auth);
      }),
      { numRuns: propertyRuns },
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
      { numRuns: propertyRuns },
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
      { numRuns: propertyRuns },
    );
  });
});
