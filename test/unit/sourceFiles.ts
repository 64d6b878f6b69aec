import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** One TypeScript file of the repository. */
export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

/**
 * Reads every TypeScript file below a folder.
 *
 * @param folder - from the root of the repository, for example `src/ui`
 */
export function sourceFiles(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}
