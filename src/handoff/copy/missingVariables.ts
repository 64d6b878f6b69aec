/** What a program says if it is started without a variable, as the last line that its user sees. */
export const notSet = (name: string): string => `${name} is not set.`;

const advice = 'Write the session to .env and load that file, or use a terminal that has the session.';

/** Lines that end a JavaScript program with a sentence, in place of a request with “undefined” for a cookie. None without variables. */
export function requireInJavaScript(variables: readonly string[]): readonly string[] {
  if (variables.length === 0) return [];
  return [
    `for (const name of [${variables.map((name) => `'${name}'`).join(', ')}]) {`,
    '  if (!process.env[name]) {',
    `    console.error(\`${notSet('${name}')} ${advice}\`);`,
    '    process.exit(1);',
    '  }',
    '}',
    '',
  ];
}

/** The same for Python, in place of the trace of a KeyError. */
export function requireInPython(variables: readonly string[]): readonly string[] {
  if (variables.length === 0) return [];
  return [
    `for name in [${variables.map((name) => `"${name}"`).join(', ')}]:`,
    '    if not os.environ.get(name):',
    `        sys.exit(f"${notSet('{name}')} ${advice}")`,
    '',
  ];
}
