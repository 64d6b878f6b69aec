import { join, resolve } from 'node:path';

/** The repository's root folder. */
export const repositoryRoot = resolve(import.meta.dirname, '..', '..');

/**
 * Where downloaded things and state of test runs are kept. A fresh checkout can share another one's through
 * `VSCODE_TEST_CACHE`.
 */
export const cacheDir = process.env.VSCODE_TEST_CACHE ?? join(repositoryRoot, '.vscode-test');
