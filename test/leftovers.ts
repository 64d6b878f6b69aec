import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The extension's own code, whose emulator contains the demo accounts. */
const installedCode = /[\\/]vrchat-auth\.vrchat-auth-[^\\/]+[\\/]dist[\\/]/;

/** What the emulator that users start remembers, as a server does: the accounts and sessions of its own. */
const emulatorState = /[\\/]vrchat-auth\.vrchat-auth[\\/]emulator\.json$/;

/** An address of the gateway, whatever its key is. */
const gatewayAddress = /127\.0\.0\.1(?::|%3A)\d+(?:\/|%2F)[\w-]{32}(?:\/|%2F)(?:api|pipeline)/i;

/** How a secret may be written: in UTF-8, UTF-16, percent-encoded, or in base64, which depends on what stands before it. */
function spellings(secret: string): readonly Buffer[] {
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from('\0'.repeat(offset) + secret).toString('base64');
    // The ends depend on what is around them.
    return encoded.replace(/=+$/, '').slice(offset === 0 ? 0 : offset + 1, -2);
  });
  const texts = new Set([secret, encodeURIComponent(secret), ...(secret.length < 12 ? [] : base64)]);
  return [...[...texts].map((text) => Buffer.from(text)), Buffer.from(secret, 'utf16le')];
}

/**
 * Finds out which of some contents have a secret, or an address of the gateway.
 *
 * @returns a function that tells so of one
 */
export function searchSecrets(secrets: readonly string[]): (content: Buffer) => boolean {
  const needles = secrets.filter((secret) => secret !== '').flatMap(spellings);
  return (content) => needles.some((needle) => content.includes(needle)) || gatewayAddress.test(content.toString('latin1'));
}

/**
 * Finds files that contain a secret or an address of the gateway.
 *
 * @returns their paths
 */
export async function findSecrets(secrets: readonly string[], folders: readonly string[]): Promise<string[]> {
  const isFound = searchSecrets(secrets);
  const found: string[] = [];
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (!entry.isFile() || installedCode.test(file) || emulatorState.test(file)) continue;
      if (isFound(await readFile(file).catch(() => Buffer.alloc(0)))) found.push(file);
    }
  }
  return found;
}

/** Evaluated in a page: returns everything that pages of its origin have stored, as one text. */
export const storedText = `(async () => {
  const seen = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    for (const store of database.objectStoreNames) {
      const all = await new Promise((resolve, reject) => {
        const reading = database.transaction(store).objectStore(store).getAll();
        reading.onsuccess = () => resolve(reading.result);
        reading.onerror = () => reject(reading.error);
      });
      seen.push(JSON.stringify(all));
    }
    database.close();
  }
  return seen.join('\\n');
})()`;
