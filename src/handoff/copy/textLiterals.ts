/** JSON's escapes also work in JavaScript, Python, C#, Java, Go and Rust, for the plain ASCII used here. */
export const doubleQuoted = (value: string): string => JSON.stringify(value);

/** Kotlin and Dart read `$` as the start of a variable. */
export const withoutDollar = (value: string): string => JSON.stringify(value).replaceAll('$', String.raw`\$`);

/** For JavaScript. */
export const singleQuoted = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
