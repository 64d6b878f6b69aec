import { createHash } from 'node:crypto';
import type { SecretPort } from '../accounts/ports.ts';
import { restrictedPrefix as prefix } from './gatewayKeys.ts';

/**
 * The folders that were last seen in Restricted Mode, as entries of the secret store, so that all windows see them: whichever window serves,
 * such a folder's programs get nothing.
 */
export async function createRestrictedFolders(secrets: SecretPort) {
  const names = new Set<string>();
  const listeners = new Set<() => void>();

  async function follow(name: string): Promise<void> {
    const isThere = (await secrets.get(name)) !== undefined;
    if (isThere === names.has(name)) return;
    if (isThere) names.add(name);
    else names.delete(name);
    listeners.forEach((listener) => listener());
  }

  const subscription = secrets.onDidChange(({ key }) => {
    // What cannot be read while the keyring is locked is read when the window's folders are noted again.
    if (key.startsWith(prefix)) follow(key).catch(() => undefined);
  });
  for (const name of await secrets.keys()) if (name.startsWith(prefix)) names.add(name);

  return {
    /** @param folder - the URI of a folder */
    has: (folder: string): boolean => names.has(nameOf(folder)),

    /** Call this when a window has opened folders, or its trust has changed. @param folders - their URIs */
    async note(folders: readonly string[], isTrusted: boolean): Promise<void> {
      for (const name of folders.map((folder) => nameOf(folder))) {
        if (isTrusted && names.has(name)) await secrets.delete(name);
        if (!isTrusted && !names.has(name)) await secrets.store(name, 'restricted');
        await follow(name);
      }
    },

    onDidChange(listener: () => void): { dispose(): void } {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },

    dispose: (): void => subscription.dispose(),
  };
}

/** A key of the secret store shows up in logs of VS Code, so it does not contain the path. */
function nameOf(folder: string): string {
  return prefix + createHash('sha256').update(folder).digest('hex').slice(0, 32);
}
