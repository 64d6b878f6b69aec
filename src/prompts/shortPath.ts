import { plainText } from './plainText.ts';

/** Dialogs and notifications are about this wide. */
export const maxPathLength = 100;

/**
 * Makes text of a path of any system: `~` for the home folder, without what imitates links or icons, and only the end of a long one.
 *
 * @param home - the home folder, for paths of this machine
 */
export function shortPath(path: string, home: string | undefined): string {
  const rest = home === undefined || home === '' ? undefined : partBelow(path, home);
  const characters = Array.from(plainText(rest === undefined ? path : `~${rest}`, Infinity));
  return characters.length > maxPathLength ? `…${characters.slice(1 - maxPathLength).join('')}` : characters.join('');
}

/** Windows writes drives and folders in any case. */
function partBelow(path: string, folder: string): string | undefined {
  const isWindows = /^(?:[a-z]:|\\\\)/i.test(folder);
  const key = (text: string): string => (isWindows ? text.toLowerCase().replaceAll('/', '\\') : text);
  const rest = path.slice(folder.length);
  return key(path).startsWith(key(folder)) && /^[\\/]/.test(rest) ? rest : undefined;
}
