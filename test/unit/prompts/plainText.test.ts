import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../../src/prompts/plainText.ts';

describe('untrusted text', () => {
  it.each([
    ['a Markdown link with a command', '[Free VRC+](command:workbench.action.quit)'],
    ['a link that is taken apart by what cannot be seen', '[x]\u200b(command:workbench.action.quit)'],
    ['nested brackets', '[[x]](command:a) [y] (z) ](('],
    ['icons', '$(error) $(sync~spin) $\u2066(trash)'],
  ])('contains no link and no icon: %s', (_, text) => {
    expect(plainText(text)).not.toMatch(/\]\(|\$\(/);
  });

  it('keeps the reading direction, and stays on one line', () => {
    expect(plainText('evil\u202egnp.exe\u2067x\u2069')).toBe('evil gnp.exe x');
    expect(plainText('one\ntwo\r\n\tthree\u2028four\u0000')).toBe('one two three four');
  });

  it('is cut between characters, not inside them', () => {
    expect(plainText('👩🏽‍💻'.repeat(3000), 10).isWellFormed()).toBe(true);
    expect(Array.from(plainText('x'.repeat(10_000)))).toHaveLength(200);
    expect(plainText('🦊'.repeat(10), 5)).toBe('🦊🦊🦊🦊…');
  });

  it('contains no link, icon or control character, whatever the input', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('[', ']', '(', ')', '$', '\u200b', '\u202e', '\n', '\\', '`', 'a', '\u061c', '\u2060', '\u00ad', '\u{e0041}'),
    });
    fc.assert(
      fc.property(hostile, (text) => {
        expect(plainText(text)).not.toMatch(/\]\(|\$\(|[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u061c]/);
      }),
    );
  });
});
