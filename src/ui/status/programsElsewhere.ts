/** Where a window's extension host and its programs are, as VS Code tells it. */
export interface WindowPlace {
  /** `vscode.env.remoteName`, such as `ssh-remote`; absent in a window that is all on one machine. */
  readonly remoteName: string | undefined;
  /** Whether this extension runs beside the programs: in the remote's extension host, as it always does in a browser. */
  readonly isBesidePrograms: boolean;
}

/**
 * Whether programs of a window run on another machine than the extension, so that sessions are made on another network than they are used from.
 *
 * @returns the kind of remote they run on, or `undefined` where it makes no difference
 */
export function programsElsewhere({ remoteName, isBesidePrograms }: WindowPlace): string | undefined {
  // Linux inside Windows goes out through the same network.
  return isBesidePrograms || remoteName === 'wsl' ? undefined : remoteName;
}
