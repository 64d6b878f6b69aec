import { expect, it } from 'vitest';
import { programsElsewhere, reachThisMachine, type WindowPlace } from '../../../../src/ui/status/programsElsewhere.ts';

it.each<[string, WindowPlace, string | undefined, boolean]>([
  ['a window that is all on one machine', { remoteName: undefined, isBesidePrograms: false }, undefined, true],
  ['a window over SSH, with the extension at home', { remoteName: 'ssh-remote', isBesidePrograms: false }, 'ssh-remote', false],
  ['a window over SSH, with the extension there as well', { remoteName: 'ssh-remote', isBesidePrograms: true }, undefined, true],
  ['a container, which may be anywhere', { remoteName: 'dev-container', isBesidePrograms: false }, 'dev-container', false],
  ['Linux inside Windows, on the same network', { remoteName: 'wsl', isBesidePrograms: false }, undefined, false],
  ['a browser, whose extensions all run beside the programs', { remoteName: 'localhost:8080', isBesidePrograms: true }, undefined, true],
])('%s', (_window, place, elsewhere, reaches) => {
  expect(programsElsewhere(place)).toBe(elsewhere);
  expect(reachThisMachine(place), 'programs reach the session gateway').toBe(reaches);
});
