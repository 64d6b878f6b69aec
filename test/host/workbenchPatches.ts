import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Desktop VS Code stores each secret separately and notifies all windows of changes. The web workbench keeps all of them in one value that
 * every window reads once. This provider behaves like the desktop, in the storage that windows share.
 */
const sharedSecrets = `
class SharedSecrets {
  constructor(crypto) {
    this.crypto = crypto;
    this.type = 'persisted';
  }
  async get(key) {
    const sealed = localStorage.getItem('secret:' + key);
    try {
      return sealed === null ? undefined : await this.crypto.unseal(sealed);
    } catch {
      return undefined;
    }
  }
  async set(key, value) {
    localStorage.setItem('secret:' + key, await this.crypto.seal(value));
  }
  async delete(key) {
    localStorage.removeItem('secret:' + key);
  }
  async keys() {
    return Object.keys(localStorage).filter((key) => key.startsWith('secret:')).map((key) => key.slice('secret:'.length));
  }
  onChangeElsewhere(listener) {
    addEventListener('storage', ({ key }) => {
      if (key?.startsWith('secret:')) listener(key.slice('secret:'.length));
    });
  }
}
`;

function patch(source: string, pattern: RegExp, replacement: string): string {
  if (!pattern.test(source)) throw new Error(`The workbench of this VS Code version is built differently: ${pattern.source} is not in it.`);
  return source.replace(pattern, replacement);
}

function shareSecrets(source: string): string {
  const changed = /await this\.\w+\.set\(\w+,\w+\),this\.(\w+)\.fire\(/.exec(source)?.[1] ?? '';
  const provided = patch(source, /(secretStorageProvider:\w+\.remoteAuthority&&!\w+\?void 0:new )\w+(\(\w+\))/, '$1SharedSecrets$2');
  const listening = patch(
    provided,
    /(\w+)\.options\?\.secretStorageProvider&&\(this\.\w+=\1\.options\.secretStorageProvider,/,
    `$&$1.options.secretStorageProvider.onChangeElsewhere((key)=>this.${changed}.fire(key)),`,
  );
  return sharedSecrets + listening;
}

/**
 * A built workbench reads the paths of extensions under development from its address only in a mode for VS Code's own smoke tests, which
 * has no notification toasts. This removes that condition; older builds do not have it.
 */
function acceptDevelopmentPaths(source: string): string {
  return source.replace('this.payload&&(!this.isBuilt||this.enableSmokeTestDriver)', 'this.payload');
}

/**
 * Makes the web workbench open as an Extension Development Host in its normal mode, and its SecretStorage behave as on a
 * desktop with several windows.
 *
 * @param vscodeDir the folder with VS Code's `out`
 * @throws Error if this version's workbench does not contain the expected code
 */
export async function patchWorkbench(vscodeDir: string): Promise<void> {
  const path = join(vscodeDir, 'out', 'vs', 'code', 'browser', 'workbench', 'workbench.js');
  await writeFile(path, shareSecrets(acceptDevelopmentPaths(await readFile(path, 'utf8'))));
}
