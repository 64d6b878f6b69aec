import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { repositoryRoot } from '../host/repository.ts';

/**
 * Installs an extension of the tests, because a window runs only one extension from source: the sample consumer of sessions, or the stand-ins
 * for debuggers.
 *
 * @returns the data folder to start VS Code with, which is removed after the tests of the file or group
 */
export function installExtension(name: 'consumer' | 'debuggers'): string {
  const dataDir = mkdtempSync(join(tmpdir(), `with-${name}-`));
  cpSync(join(repositoryRoot, 'test', name), join(dataDir, 'extensions', `vrchat-auth-tests.${name}-0.0.1`), { recursive: true });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}
