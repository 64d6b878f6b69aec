import { join, resolve } from 'node:path';

/** The repository's root folder. */
export const repositoryRoot = resolve(import.meta.dirname, '..', '..');

/**
 * Where downloads and the state of test runs are kept. A new checkout can share another one's through `VSCODE_TEST_CACHE`.
 */
export const cacheDir = process.env.VSCODE_TEST_CACHE ?? join(repositoryRoot, '.vscode-test');
