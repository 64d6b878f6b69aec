import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a command can be reached from. */
export type Place = 'palette' | 'view title' | 'row' | 'context menu' | 'status bar' | 'walkthrough' | 'welcome' | 'key';

interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<'commandPalette' | 'view/title' | 'view/item/context', readonly MenuItem[]>>;
    readonly keybindings: readonly MenuItem[];
  };
}

const read = (path: string): string => readFileSync(join(import.meta.dirname, '..', path), 'utf8');

/** Every command of the manifest without its prefix, with the places it can be reached from. */
export function commandPlaces(): ReadonlyMap<string, readonly Place[]> {
  const { commands, menus, keybindings } = (JSON.parse(read('package.json')) as Manifest).contributes;
  const texts = Object.entries(JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>);
  const linked = (prefix: string): string =>
    texts
      .filter(([key]) => key.startsWith(prefix))
      .map(([, text]) => text)
      .join('\n');
  const statusBar = ['sessionMenu.ts', '../status/stateActions.ts', '../status/statusBarContent.ts', '../status/statusBar.ts']
    .map((file) => read(join('src/ui/account', file)))
    .join('\n');
  const context = menus['view/item/context'];
  return new Map(
    commands.map(({ command }) => {
      const name = command.replace(/^vrchatAuth\./, '');
      const isOf = (items: readonly MenuItem[]): boolean => items.some((item) => item.command === command);
      const isHidden = menus.commandPalette.some((item) => item.command === command && item.when === 'false');
      const places: readonly (readonly [Place, boolean])[] = [
        ['palette', !isHidden],
        ['view title', isOf(menus['view/title'])],
        ['row', isOf(context.filter(({ group = '' }) => group.startsWith('inline')))],
        ['context menu', isOf(context.filter(({ group = '' }) => !group.startsWith('inline')))],
        ['status bar', new RegExp(`'(?:vrchatAuth\\.)?${name}'`).test(statusBar)],
        ['walkthrough', linked('walkthrough.').includes(`(command:${command})`)],
        ['welcome', linked('welcome').includes(`(command:${command})`)],
        ['key', isOf(keybindings)],
      ];
      return [name, places.filter(([, isThere]) => isThere).map(([place]) => place)];
    }),
  );
}

/** Prints the list as a table: `node scripts/commandPlaces.ts`. */
if (process.argv[1] === import.meta.filename) {
  console.log('| Command | Where |\n|---|---|');
  for (const [name, places] of commandPlaces()) console.log(`| ${name} | ${places.join(', ')} |`);
}
