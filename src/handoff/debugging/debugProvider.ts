import * as vscode from 'vscode';

type Resolve = (
  folder: vscode.WorkspaceFolder | undefined,
  configuration: vscode.DebugConfiguration,
  /** Whether VS Code still waits for the answer. Otherwise the launch has gone on. */
  isAwaited: () => boolean,
) => Promise<vscode.DebugConfiguration | undefined>;

/** What looks at launches in folders that were granted a session. An answer of `undefined` starts nothing. */
export interface LaunchHooks {
  /** Called first, before the task that a launch may begin with; again if another extension changes the type. */
  readonly begin: Resolve;
  /** Called last, with everything substituted and merged. */
  readonly complete: Resolve;
}

/** VRChat may have to be asked, which shows after half a second and can be canceled. */
const longestWaitMs = 15_000;

/**
 * Has launches of all types looked at. Registered for `*`, the second hook runs after those of the debugger's own extension, and sees what they
 * merged. Where nothing was granted, and after an error or too long a wait, a launch goes on unchanged.
 *
 * @param hooks - `undefined` where nothing was granted
 */
export function registerDebugProvider(hooks: () => Promise<LaunchHooks | undefined>): vscode.Disposable {
  const run =
    (step: keyof LaunchHooks) =>
    (
      folder: vscode.WorkspaceFolder | undefined,
      configuration: vscode.DebugConfiguration,
    ): Promise<vscode.DebugConfiguration | undefined> => {
      let isAwaited = true;
      let timer: NodeJS.Timeout | undefined;
      const answer = hooks()
        .then((found) => (found ? found[step](folder, configuration, () => isAwaited) : configuration))
        .catch(() => configuration);
      const end = new Promise<vscode.DebugConfiguration>((resolve) => {
        timer = setTimeout(resolve, longestWaitMs, configuration);
      });
      return Promise.race([answer, end]).finally(() => {
        isAwaited = false;
        clearTimeout(timer);
      });
    };
  return vscode.debug.registerDebugConfigurationProvider('*', {
    resolveDebugConfiguration: run('begin'),
    resolveDebugConfigurationWithSubstitutedVariables: run('complete'),
  });
}
