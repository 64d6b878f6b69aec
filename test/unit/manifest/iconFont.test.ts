import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { iconFont } from '../../../scripts/iconFont.ts';

it('the font with the extension’s glyph is small, and is what `npm run icon` makes', () => {
  const font = readFileSync('media/vrchat-auth.woff');
  expect(font.length).toBeLessThan(2048);
  // Compressed data may differ between releases of zlib; the header and the list of tables have the sizes and sums of what is compressed.
  const tables = (file: Buffer) =>
    Array.from({ length: file.readUInt16BE(12) }, (_empty, index) => {
      const entry = file.subarray(44 + index * 20, 64 + index * 20);
      return [entry.toString('latin1', 0, 4), entry.readUInt32BE(12), entry.readUInt32BE(16)];
    });
  expect(tables(font)).toEqual(tables(iconFont()));
  expect(readFileSync('.vscodeignore', 'utf8')).toContain('!media/vrchat-auth.woff');
});
