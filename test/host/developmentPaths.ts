import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A built workbench takes the paths of extensions under development from its address only in a mode for VS Code's own
 * smoke tests, which has no notification toasts. This is that condition; older builds do not have it.
 */
const condition = 'this.payload&&(!this.isBuilt||this.enableSmokeTestDriver)';

/**
 * Lets the workbench open as an Extension Development Host in its normal mode.
 *
 * @param vscodeDir the folder with VS Code's `out`
 */
export async function acceptDevelopmentPaths(vscodeDir: string): Promise<void> {
  const path = join(vscodeDir, 'out', 'vs', 'code', 'browser', 'workbench', 'workbench.js');
  const source = await readFile(path, 'utf8');
  await writeFile(path, source.replace(condition, 'this.payload'));
}
