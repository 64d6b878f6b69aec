/** A language that code is copied in. */
export type Language = 'javascript' | 'python' | 'csharp' | 'rust' | 'dart' | 'java' | 'kotlin' | 'go';

/** The files at a folder's top that say in which language its program is. */
const signs: readonly (readonly [file: RegExp, languages: readonly Language[]])[] = [
  [/^(?:package\.json|deno\.jsonc?|tsconfig\.json)$/, ['javascript']],
  [/^(?:pyproject\.toml|setup\.(?:py|cfg)|Pipfile|requirements[\w.-]{0,40}\.txt)$/, ['python']],
  [/\.(?:csproj|sln|slnx)$/, ['csharp']],
  [/^Cargo\.toml$/, ['rust']],
  [/^pubspec\.yaml$/, ['dart']],
  [/^build\.gradle\.kts$/, ['kotlin', 'java']],
  [/^(?:pom\.xml|build\.gradle)$/, ['java', 'kotlin']],
  [/^go\.mod$/, ['go']],
];

/**
 * The languages of a folder's program, as far as its files say.
 *
 * @param files - the names at the folder's top, from anybody
 */
export function languagesOf(files: readonly string[]): readonly Language[] {
  return [...new Set(signs.flatMap(([file, languages]) => (files.some((name) => file.test(name)) ? languages : [])))];
}
