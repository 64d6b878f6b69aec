import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandPlaces } from '../../../scripts/commandPlaces.ts';
import { commandTable, type CommandKind } from '../../../src/ui/commandTable.ts';

const places = commandPlaces();
const of = (name: string) => places.get(name) ?? [];

/** Commands that need no second place, each for a reason. */
const enoughWithOne: Readonly<Record<string, string>> = {
  removeRow: 'the Delete key; each row also has what it runs in its context menu',
  showMenu: 'the status bar item itself',
  openWebsite: 'only for a blocked account, in the menu and in messages',
  copyRequestAsCurl: 'on a request only',
};

interface Menu {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}
const { menus } = (
  JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly contributes: { readonly menus: Readonly<Record<string, readonly Menu[]>> };
  }
).contributes;
const rows = menus['view/item/context'] ?? [];

describe('every command', () => {
  it('can be reached from two places at least, unless it is for tasks or one is enough', () => {
    const lonely = Object.entries<CommandKind>(commandTable)
      .filter(([name, kind]) => kind !== 'variable' && of(name).length < 2 && enoughWithOne[name] === undefined)
      .map(([name]) => `${name}: ${of(name).join(', ') || 'nowhere'}`);
    expect(lonely).toEqual([]);
  });

  it('that developers use all day is in the palette, in the context menu of an account, and in the menu of the status bar', () => {
    for (const name of [
      'copySessionAs',
      'writeEnvironmentFile',
      'useInTerminals',
      'stopUsingInTerminals',
      'startGateway',
      'verifySession',
      'signOut',
      'signIn',
    ])
      expect(of(name), name).toEqual(expect.arrayContaining(['palette', 'context menu', 'status bar']));
  });

  it('with a button in a row is in the context menu of that row as well', () => {
    const key = ({ command, when = '' }: Menu) => `${command} ${when}`;
    const inMenus = new Set(rows.filter(({ group = '' }) => !group.startsWith('inline')).map(key));
    const missing = rows.filter(({ group = '' }) => group.startsWith('inline')).filter((item) => !inMenus.has(key(item)));
    expect(missing.map(key)).toEqual([]);
  });
});
