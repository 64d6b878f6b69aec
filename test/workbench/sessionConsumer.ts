import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { repositoryRoot } from '../host/repository.ts';

/**
 * Installs the sample consumer of sessions, because a window runs only one extension from source.
 *
 * @returns the data folder to start VS Code with, which is removed after the tests of the file or group
 */
export function installSessionConsumer(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'with-consumer-'));
  cpSync(join(repositoryRoot, 'test', 'consumer'), join(dataDir, 'extensions', 'vrchat-auth-tests.session-consumer-0.0.1'), {
    recursive: true,
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}
