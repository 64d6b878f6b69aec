import * as vscode from 'vscode';
import type { ServerAccess } from '../../accounts/serverAccess.ts';
import type { TreeRow } from '../tree/treeRow.ts';
import type { EmulatorControls, KnownEmulators } from './emulatorControls.ts';
import { emulatorUsedKey } from './emulatorUsedKey.ts';
import { emulatorRow } from './emulatorRow.ts';
import { runningRow } from './emulatorRows.ts';

const { l10n } = vscode;

/** Changes that come faster are drawn together. */
const redrawMs = 250;

export interface EmulatorTreePorts {
  readonly emulators: () => KnownEmulators;
  /** Begins to watch an emulator of another window. Called at each drawing, as long as it is not one of those that are known. */
  readonly connect: (address: string) => void;
  readonly access: Pick<ServerAccess, 'emulators'>;
  /** For all windows. */
  readonly memory: Pick<vscode.Memento, 'get'>;
  readonly isPrivate: () => boolean;
}

/**
 * The rows of local emulators in the Accounts view: of this window's, of those of other windows, or that none runs. The last one is only shown
 * to users who have started one before, and only below something else, so that it never takes the place of the welcome text.
 */
export function createEmulatorTree({ emulators, connect, access, memory, isPrivate }: EmulatorTreePorts) {
  const changed = new vscode.EventEmitter<void>();
  const watched = new Map<EmulatorControls, () => void>();
  let pending: NodeJS.Timeout | undefined;
  let codesEnd: NodeJS.Timeout | undefined;
  let codesEndAt = -Infinity;

  const note = (): void => {
    pending ??= setTimeout(() => {
      pending = undefined;
      changed.fire();
    }, redrawMs);
  };

  /** Follows these emulators, and no others. */
  function watch(running: readonly EmulatorControls[]): void {
    for (const [controls, end] of watched) {
      if (running.includes(controls)) continue;
      end();
      watched.delete(controls);
    }
    for (const controls of running) if (!watched.has(controls)) watched.set(controls, controls.onDidChange(note));
    if (running.length > 0) return;
    clearTimeout(pending);
    clearTimeout(codesEnd);
    pending = undefined;
  }

  /** Set when codes are drawn, so it only goes on while they are visible. */
  function drawAgainIn(leftMs: number): void {
    // Codes sent by email last longer than anyone looks.
    const at = Date.now() + Math.min(leftMs, 60_000) + 1;
    // Those of another emulator may end first.
    if (codesEndAt <= at && codesEndAt > Date.now()) return;
    clearTimeout(codesEnd);
    codesEndAt = at;
    codesEnd = setTimeout(() => changed.fire(), at - Date.now());
  }

  return {
    onDidChange: changed.event,

    /** @param isAlone - whether the view has no other rows */
    rows(isAlone: boolean): readonly TreeRow[] {
      const { own, others } = emulators();
      const known = [...(own ? [own] : []), ...others];
      watch(known);
      const unknown = access.emulators().filter((address) => !known.some((controls) => controls.address === address));
      unknown.forEach(connect);
      const rows = [
        ...known.map((controls) => runningRow(controls, controls !== own, isPrivate, drawAgainIn)),
        ...unknown.map(elsewhereRow),
      ];
      return rows.length > 0 || isAlone || memory.get(emulatorUsedKey) !== true ? rows : [stoppedRow()];
    },

    dispose(): void {
      watch([]);
      changed.dispose();
    },
  };
}

function elsewhereRow(address: string): TreeRow {
  const { host, origin } = new URL(address);
  return emulatorRow({
    id: ['elsewhere', address],
    label: l10n.t('Local API Emulator'),
    description: l10n.t('{0} · in another window', host),
    icon: 'beaker',
    contextValue: 'emulator.elsewhere',
    explanation: l10n.t(
      'You can sign in to its accounts from here. Its codes, emails and faults are shown in the window that runs it, and at {0}.',
      `${origin}/_emulator/state`,
    ),
    copyText: address,
  });
}

function stoppedRow(): TreeRow {
  return emulatorRow({
    id: ['stopped'],
    label: l10n.t('Local API Emulator'),
    description: l10n.t('not running'),
    icon: 'beaker-stop',
    contextValue: 'emulator.stopped',
    explanation: l10n.t('A VRChat API on this machine with made-up accounts, for trying things out.'),
  });
}
