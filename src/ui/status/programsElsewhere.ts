/** Where a window's extension host and its programs run. */
export interface WindowPlace {
  /** `vscode.env.remoteName`, such as `ssh-remote`; absent in a local window. */
  readonly remoteName: string | undefined;
  /** Whether this extension runs where the programs do: in the remote extension host, as it always does in a browser. */
  readonly isBesidePrograms: boolean;
}

/**
 * Whether a window's programs run on another machine than the extension, so that sessions are created on one network and used from another.
 *
 * @returns the kind of remote, or `undefined` if it makes no difference
 */
export function programsElsewhere({ remoteName, isBesidePrograms }: WindowPlace): string | undefined {
  // WSL uses the same network as Windows.
  return isBesidePrograms || remoteName === 'wsl' ? undefined : remoteName;
}

/**
 * Whether a window's programs reach what listens on this extension's machine. Windows and the Linux inside it share a network, but by default
 * an address of this machine means another one there ({@link https://learn.microsoft.com/windows/wsl/networking}).
 */
export function reachThisMachine({ remoteName, isBesidePrograms }: WindowPlace): boolean {
  return isBesidePrograms || remoteName === undefined;
}
