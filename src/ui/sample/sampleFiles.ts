/** The languages that there is a sample in. */
export type SampleLanguage = 'javascript' | 'python';

/** The files of a sample, by their names in the project, each with its place in the folder `samples`. */
export const sampleFiles: Readonly<Record<SampleLanguage, Readonly<Record<string, string>>>> = {
  javascript: {
    'bot.mjs': 'javascript/bot.mjs',
    'sdk.mjs': 'javascript/sdk.mjs',
    'package.json': 'javascript/package.json',
    'README.md': 'javascript/README.md',
    '.vscode/launch.json': 'javascript/.vscode/launch.json',
    // Under its own name, it would hold for the samples themselves.
    '.gitignore': 'gitignore',
  },
  python: {
    'bot.py': 'python/bot.py',
    'README.md': 'python/README.md',
    '.vscode/launch.json': 'python/.vscode/launch.json',
    '.gitignore': 'gitignore',
  },
};
