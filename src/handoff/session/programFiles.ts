import { isObject, readText } from '../../accounts/storedShapes.ts';

/** What a program's own files say about it. */
export interface Program {
  readonly name?: string;
  readonly version?: string;
  /** An email address or a web page. */
  readonly contact?: string;
}

/** The files that say what a program is called, the best first. */
export const programFileNames = ['package.json', 'pyproject.toml', 'Cargo.toml'] as const;

/**
 * Reads what a folder's program is called, from the first file that names it.
 *
 * @param files - contents by name; files that do not exist are absent
 */
export function readProgram(files: Readonly<Partial<Record<(typeof programFileNames)[number], string>>>): Program {
  const programs = programFileNames.flatMap((name) => {
    const content = files[name];
    return content === undefined ? [] : [name === 'package.json' ? readPackage(content) : readTomlProgram(content)];
  });
  return programs.find(({ name }) => name !== undefined) ?? programs[0] ?? {};
}

/**
 * A program in the form that VRChat asks for, as far as it is known, for the user to complete: `name/version (contact)`.
 *
 * @param folder - the folder's name, for a program without one
 */
export function suggestUserAgent({ name, version, contact }: Program, folder: string): string {
  const product = (text: string): string =>
    text
      .replace(/^@[^/]*\//, '')
      .replace(/[^\w.-]+/g, '-')
      .replace(/^-+|(?<!-)-+$/g, '')
      .slice(0, 60);
  const known = product(name ?? '') || product(folder) || 'my-program';
  const number = product(version ?? '') || '1.0.0';
  const place = (contact ?? '').replace(/[^\x21-\x7e]+/g, '').slice(0, 120);
  return `${known}/${number}${place === '' ? '' : ` (${place})`}`;
}

function readPackage(content: string): Program {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch {
    return {};
  }
  if (!isObject(parsed)) return {};
  const { name, version, author, bugs, repository, homepage } = parsed;
  const contact =
    emailIn(readText(author) ?? '') ??
    (isObject(author) ? (readText(author.email) ?? readText(author.url)) : undefined) ??
    pageIn(readText(homepage)) ??
    (isObject(bugs) ? (readText(bugs.email) ?? pageIn(readText(bugs.url))) : pageIn(readText(bugs))) ??
    pageIn(isObject(repository) ? readText(repository.url) : readText(repository));
  return program(readText(name), readText(version), contact);
}

/** Reads a few keys of a TOML file line by line, which is enough for the two kinds of files that are made by tools. */
function readTomlProgram(content: string): Program {
  let table = '';
  const values = new Map<string, string>();
  for (const line of content.slice(0, 100_000).split(/\r?\n/)) {
    const header = /^\s*\[+([^\]]+)\]+/.exec(line)?.[1]?.trim();
    if (header !== undefined) table = header;
    const [, key, value] = /^\s*([\w-]+)\s*=\s*(\S.*)$/.exec(line.slice(0, 1000)) ?? [];
    if (key !== undefined && value !== undefined && !values.has(`${table} ${key}`)) values.set(`${table} ${key}`, value);
  }
  const find = (...keys: readonly string[]): string | undefined => {
    for (const table of ['project', 'tool.poetry', 'package']) {
      for (const key of keys) {
        const value = values.get(`${table} ${key}`);
        if (value !== undefined) return value;
      }
    }
    return undefined;
  };
  const page = ['project.urls', 'tool.poetry.urls'].flatMap((table) =>
    ['Homepage', 'homepage', 'Repository', 'repository'].flatMap((key) => values.get(`${table} ${key}`) ?? []),
  )[0];
  const contact = emailIn(find('authors') ?? '') ?? pageIn(quoted(find('homepage', 'repository') ?? page));
  return program(quoted(find('name')), quoted(find('version')), contact);
}

function program(name: string | undefined, version: string | undefined, contact: string | undefined): Program {
  return { ...(name !== undefined && { name }), ...(version !== undefined && { version }), ...(contact !== undefined && { contact }) };
}

function quoted(value: string | undefined): string | undefined {
  return /^["']([^"']*)["']/.exec(value ?? '')?.[1];
}

function emailIn(text: string): string | undefined {
  return /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/.exec(text.slice(0, 1000))?.[0];
}

function pageIn(text: string | undefined): string | undefined {
  return /https?:\/\/[^\s"']{1,200}/.exec(text ?? '')?.[0].replace(/\.git$/, '');
}
