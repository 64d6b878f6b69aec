import { expect, it } from 'vitest';
import { programsElsewhere, type WindowPlace } from '../../../../src/ui/status/programsElsewhere.ts';

it.each<[string, WindowPlace, string | undefined]>([
  ['a window that is all on one machine', { remoteName: undefined, isBesidePrograms: false }, undefined],
  ['a window over SSH, with the extension at home', { remoteName: 'ssh-remote', isBesidePrograms: false }, 'ssh-remote'],
  ['a window over SSH, with the extension there as well', { remoteName: 'ssh-remote', isBesidePrograms: true }, undefined],
  ['a container, which may be anywhere', { remoteName: 'dev-container', isBesidePrograms: false }, 'dev-container'],
  ['Linux inside Windows, on the same network', { remoteName: 'wsl', isBesidePrograms: false }, undefined],
  ['a browser, whose extensions all run beside the programs', { remoteName: 'localhost:8080', isBesidePrograms: true }, undefined],
])('%s', (_window, place, elsewhere) => {
  expect(programsElsewhere(place)).toBe(elsewhere);
});
