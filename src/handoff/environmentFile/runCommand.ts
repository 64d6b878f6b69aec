import type { ShellKind } from '../session/shellKind.ts';

/** What runs a program. */
export type Runtime = 'node' | 'python' | 'go' | 'rust' | 'csharp' | 'dart';

/** The name of a program that is not known, and how it is started. */
const programs: Readonly<Record<Runtime, { readonly file: string; readonly start: (file: string) => string }>> = {
  node: { file: 'bot.mjs', start: (file) => `node ${file}` },
  python: { file: 'bot.py', start: (file) => `python3 ${file}` },
  go: { file: 'main.go', start: (file) => `go run ${file}` },
  rust: { file: 'src/main.rs', start: () => 'cargo run' },
  csharp: { file: 'Program.cs', start: () => 'dotnet run' },
  dart: { file: 'bin/main.dart', start: (file) => `dart run ${file}` },
};

/**
 * The command that runs a program with the variables of a `.env` file, from the folder of its project.
 *
 * @param file - the `.env` file, relative to that folder, with slashes
 * @param program - the program's file, relative to that folder, if it is known
 * @returns `undefined` if there is no command of one line that every user of the shell can run, or a name has to be quoted
 */
export function runCommand(
  { runtime, file, program }: { readonly runtime: Runtime; readonly file: string; readonly program?: string | undefined },
  shell: ShellKind,
): string | undefined {
  const known = program !== undefined && isPlain(program) ? program : programs[runtime].file;
  if (!isPlain(file)) return undefined;
  if (runtime === 'node') return `node --env-file=${file} ${known}`;
  // Others read no such file themselves, so the shell does.
  if (shell === 'posix') return `set -a; . ./${file}; set +a; ${programs[runtime].start(known)}`;
  return runtime === 'python' ? `python -m dotenv -f ${file} run -- python ${known}` : undefined;
}

/** The runtime of a program, by VS Code's ID of its language. */
export function runtimeOf(languageId: string): Runtime | undefined {
  switch (languageId) {
    case 'javascript':
    case 'typescript':
      return 'node';
    case 'python':
    case 'go':
    case 'rust':
    case 'csharp':
    case 'dart':
      return languageId;
    default:
      return undefined;
  }
}

/** Names come from a repository: one that a shell would read as more than a name is not put into a command. */
function isPlain(path: string): boolean {
  return /^(?!-)[\w.][\w./-]*$/.test(path) && !path.split('/').includes('..');
}
