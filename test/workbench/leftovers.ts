import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The extension's own code, whose emulator contains the demo accounts. */
const installedCode = /[\\/]vrchat-auth\.vrchat-auth-[^\\/]+[\\/]dist[\\/]/;

/**
 * Finds files that contain a secret: in UTF-8, UTF-16, base64 or percent-encoded.
 *
 * @returns their paths
 */
export async function findSecrets(secrets: readonly string[], folders: readonly string[]): Promise<string[]> {
  const needles = secrets.flatMap((secret) => [
    Buffer.from(secret),
    Buffer.from(secret, 'utf16le'),
    Buffer.from(Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -2)),
    Buffer.from(encodeURIComponent(secret)),
  ]);
  const files = (
    await Promise.all(
      folders.map(async (folder) =>
        (await readdir(folder, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name)),
      ),
    )
  )
    .flat()
    .filter((file) => !installedCode.test(file));
  const found: string[] = [];
  for (const file of files) {
    const content = await readFile(file).catch(() => Buffer.alloc(0));
    if (needles.some((needle) => content.includes(needle))) found.push(file);
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
