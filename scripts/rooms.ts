import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countRooms, drawRooms, readImports } from './roomImports.ts';

/**
 * Counts the imports between the rooms of each folder of `src`: its subfolders, and the files directly in it.
 * `--at REVISION` counts in an earlier revision; `--draw` updates the picture in docs/architecture.md.
 *
 *   npm run rooms [-- --at REVISION | --draw]
 */
const [option, revision] = process.argv.slice(2);

if (option === '--at' && revision !== undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'vrchat-auth-rooms-'));
  try {
    const archive = execFileSync('git', ['archive', revision, 'src'], { maxBuffer: 100 * 1024 * 1024 });
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
    console.table(countRooms(await readImports(folder)));
  } finally {
    rmSync(folder, { recursive: true });
  }
} else if (option === '--draw') {
  const page = 'docs/architecture.md';
  const picture = `\`\`\`mermaid\n${drawRooms(await readImports('.'))}\`\`\``;
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(/```mermaid\n[^]*?```/, () => picture),
  );
} else console.table(countRooms(await readImports('.')));
