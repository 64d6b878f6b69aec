/** What a program says if it is started without a variable, as the last line that its user sees. */
const notSet = (name: string): string => `${name} is not set.`;

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

/** The variable's value, as an expression that fails with a sentence if there is none. */
export const readIn = {
  csharp: (name: string): string => `Variable("${name}")`,
  rust: (name: string): string => `std::env::var("${name}").map_err(|_| "${notSet(name)}")?`,
  dart: (name: string): string => `Platform.environment['${name}'] ?? (throw StateError('${notSet(name)}'))`,
  java: (name: string): string => `Objects.requireNonNull(System.getenv("${name}"), "${notSet(name)}")`,
  go: (name: string): string => `variable("${name}")`,
  kotlin: (name: string): string => `System.getenv("${name}") ?: error("${notSet(name)}")`,
} as const;

/** The function that a C# program reads variables with. */
export const variableInCsharp = [
  'static string Variable(string name) =>',
  `    Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"${notSet('{name}')}");`,
  '',
] as const;

/** The function that a Go program reads variables with. */
export const variableInGo = [
  '',
  'func variable(name string) string {',
  '\tvalue := os.Getenv(name)',
  '\tif value == "" {',
  `\t\tlog.Fatal(name + "${notSet('')}")`,
  '\t}',
  '\treturn value',
  '}',
] as const;
