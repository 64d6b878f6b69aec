import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maxPathLength, shortPath } from '../../../src/prompts/shortPath.ts';

it.each([
  ['bot/.env', '/home/me', 'bot/.env'],
  ['/home/me/bot/.env', '/home/me', '~/bot/.env'],
  ['/home/meeting/.env', '/home/me', '/home/meeting/.env'],
  ['C:\\Users\\Me\\bot\\.env', 'c:\\Users\\me', '~\\bot\\.env'],
  ['\\\\server\\share\\.env', 'C:\\Users\\Me', '\\\\server\\share\\.env'],
  ['[Open it](command:vrchatAuth.signOut)/.env', undefined, '[Open it] (command:vrchatAuth.signOut)/.env'],
  ['$(key)/.env', undefined, '$ (key)/.env'],
  ['a\u202eb\nc/.env', undefined, 'a b c/.env'],
])('%j with the home folder %j is shown as %j', (path, home, text) => {
  expect(shortPath(path, home)).toBe(text);
});

it('of a long path the end is shown, with the name of the file', () => {
  expect(shortPath(`${'folder/'.repeat(50)}.env`, undefined)).toMatch(/^….*folder\/\.env$/);
});

it('any path is short and without links, icons and control characters', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('](command:x)', '[', ']', '(', '$(', '\\', '/', 'C:', '\u202e', '..'),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = shortPath(pieces.join(''), '/home/me');
      expect(Array.from(text).length).toBeLessThanOrEqual(maxPathLength);
      expect(text).not.toMatch(/\]\(|\$\(|\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});
