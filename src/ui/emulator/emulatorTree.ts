import * as vscode from 'vscode';
import type { ServerAccess } from '../../accounts/serverAccess.ts';
import type { TreeRow } from '../tree/treeRow.ts';
import type { EmulatorControls } from './emulatorControls.ts';
import { emulatorUsedKey } from './emulatorUsedKey.ts';
import { emulatorRow } from './emulatorRow.ts';
import { runningRow } from './emulatorRows.ts';

const { l10n } = vscode;

/** Changes that come faster are drawn together. */
const redrawMs = 250;

export interface EmulatorTreePorts {
  /** The emulator of this window, while it runs. */
  readonly controls: () => EmulatorControls | undefined;
  readonly access: Pick<ServerAccess, 'emulators'>;
  /** For all windows. */
  readonly memory: Pick<vscode.Memento, 'get'>;
  readonly isPrivate: () => boolean;
}

/**
 * The rows of local emulators in the Accounts view: of this window's, of those of other windows, or that none runs. The last one is only shown
 * to users who have started one before, and only below something else, so that it never takes the place of the welcome text.
 */
export function createEmulatorTree({ controls, access, memory, isPrivate }: EmulatorTreePorts) {
  const changed = new vscode.EventEmitter<void>();
  let watched: { readonly controls: EmulatorControls; readonly end: () => void } | undefined;
  let pending: NodeJS.Timeout | undefined;
  let codesEnd: NodeJS.Timeout | undefined;

  const end = (): void => {
    clearTimeout(pending);
    clearTimeout(codesEnd);
    pending = undefined;
    watched?.end();
    watched = undefined;
  };

  function watch(running: EmulatorControls): void {
    if (watched?.controls === running) return;
    end();
    const note = (): void => {
      pending ??= setTimeout(() => {
        pending = undefined;
        changed.fire();
      }, redrawMs);
    };
    watched = { controls: running, end: running.onDidChange(note) };
  }

  /** Set when codes are drawn, so it only goes on while they are visible. */
  function drawAgainIn(leftMs: number): void {
    clearTimeout(codesEnd);
    // Codes sent by email last longer than anyone looks.
    codesEnd = setTimeout(() => changed.fire(), Math.min(leftMs, 60_000) + 1);
  }

  return {
    onDidChange: changed.event,

    /** @param isAlone - whether the view has no other rows */
    rows(isAlone: boolean): readonly TreeRow[] {
      const running = controls();
      if (running) watch(running);
      else end();
      const elsewhere = access.emulators().filter((address) => address !== running?.address);
      const rows = [...(running ? [runningRow(running, isPrivate, drawAgainIn)] : []), ...elsewhere.map(elsewhereRow)];
      return rows.length > 0 || isAlone || memory.get(emulatorUsedKey) !== true ? rows : [stoppedRow()];
    },

    dispose(): void {
      end();
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
