/*
 * Reads what a `Memento` returns: an earlier or a later version, or another program, may have written anything. Written by hand, because it
 * is needed at activation, where a schema library would be too large.
 */

/** @returns the value if it is text */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** @returns the texts of a list; empty for anything else */
export function readTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

/** @returns the entries of an object whose values pass the guard; empty for anything else */
export function readEntries<Entry>(value: unknown, isEntry: (entry: unknown) => entry is Entry): Readonly<Record<string, Entry>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((pair): pair is [string, Entry] => isEntry(pair[1])));
}

/** Whether a value is an object whose named fields are text. */
export function hasTexts<Name extends string>(value: unknown, ...names: readonly Name[]): value is Readonly<Record<Name, string>> {
  return isObject(value) && names.every((name) => typeof value[name] === 'string');
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
