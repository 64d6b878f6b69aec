import { isObject } from '../../accounts/storedShapes.ts';
import { reachableWithoutProxy } from '../access/directVariables.ts';

/** A launch configuration as VS Code hands it to providers: anybody's JSON. */
export type LaunchConfiguration = Readonly<Record<string, unknown>>;

/**
 * How the environment gets to a program.
 *
 * - `environment`: from the object `env` of the configuration, which nobody prints.
 * - `terminal`: from the integrated terminal that it runs in. VS Code types what is in `env` into the shell, where it can be seen and ends up in
 *   the shell's history; the terminal itself has the variables already.
 * - `none`: nothing is added.
 */
export type Carrier = 'environment' | 'terminal' | 'none';

interface DebugType {
  /** The value of `console` if the configuration has none. */
  readonly usualConsole: string;
  /** Earlier versions take an array in place of the object, so nothing is added unless there is an object. */
  readonly onlyWithObject?: true;
}

const internal: DebugType = { usualConsole: 'internalConsole' };
const terminal: DebugType = { usualConsole: 'integratedTerminal' };

/**
 * The debug types whose programs get their environment from an object `env`, as their extensions' sources say. Whatever is not listed gets
 * nothing: the `env` of browsers is the browser's, C++ takes an array, and of other types nothing is known.
 */
const debugTypes: Readonly<Record<string, DebugType>> = {
  node: internal,
  'pwa-node': internal,
  // A terminal that the debugger opens itself.
  'node-terminal': terminal,
  extensionHost: internal,
  'pwa-extensionHost': internal,
  debugpy: terminal,
  python: terminal,
  coreclr: internal,
  clr: internal,
  monovsdbg: internal,
  go: internal,
  java: terminal,
  dart: internal,
  // Its terminal only shows the output: the program is started by the debugger, with `env` (CodeLLDB, adapter/codelldb/src/debug_session/launch.rs).
  lldb: internal,
  'lldb-dap': { ...internal, onlyWithObject: true },
};

/** Consoles of the debugger's own, in the words of all types. */
const ownConsoles = ['internalConsole', 'debugConsole', 'console'];

/** What a launch is called. Other extensions start some without a name. */
export function launchName({ name, type }: LaunchConfiguration): string {
  return [name, type].find((text): text is string => typeof text === 'string' && text.trim() !== '') ?? '';
}

/** Whether a launch may get variables at all: it starts a program of a known type, and is no part of another launch. */
export function isLaunch(configuration: LaunchConfiguration): boolean {
  const { type, request, env } = configuration;
  const debugType = typeof type === 'string' && Object.hasOwn(debugTypes, type) ? debugTypes[type] : undefined;
  if (!debugType || request !== 'launch') return false;
  // js-debug starts a session for each process that the first one starts; it has its environment already.
  if (configuration.__pendingTargetId !== undefined) return false;
  return env === undefined ? debugType.onlyWithObject !== true : isPlainObject(env);
}

/**
 * How a launch that {@link isLaunch} gets its environment.
 *
 * @param platform - of the machine that programs run on; `undefined` if it is not this one
 */
export function carrierOf({ type, console, runInTerminal }: LaunchConfiguration, platform: NodeJS.Platform | undefined): Carrier {
  const used = console ?? (typeof type === 'string' ? debugTypes[type]?.usualConsole : undefined);
  // lldb-dap, before it had `console`.
  if (runInTerminal === true) return 'terminal';
  if (ownConsoles.some((own) => own === used)) return 'environment';
  if (used === 'integratedTerminal' || used === 'terminal') return 'terminal';
  // VS Code starts an external terminal with the variables in its environment; on macOS as arguments of a script, which every user of the
  // machine can list and which the terminal then prints.
  if (used === 'externalTerminal') return platform === 'linux' || platform === 'win32' ? 'environment' : 'none';
  return 'none';
}

/** Whether a configuration sets a variable, to any value. Windows finds a variable whatever the case of its name. */
export function setsVariable({ env }: LaunchConfiguration, name: string): boolean {
  return isPlainObject(env) && Object.keys(env).some((key) => key.toUpperCase() === name.toUpperCase());
}

/**
 * Adds variables to a launch, over nothing that the user set.
 *
 * @param variables - in clear
 * @param taken - the names that a file named by the configuration sets
 * @param inherited - what the program inherits if addresses of this machine are among the variables, which it must reach without a proxy;
 * `undefined` otherwise
 * @returns the same configuration if nothing is added
 */
export function withVariables<Configuration extends LaunchConfiguration>(
  configuration: Configuration,
  variables: ReadonlyMap<string, string>,
  {
    taken,
    inherited,
  }: { readonly taken: readonly string[]; readonly inherited?: Readonly<Record<string, string | undefined>> | undefined },
): Configuration {
  const isTaken = (name: string): boolean =>
    setsVariable(configuration, name) || taken.some((other) => other.toUpperCase() === name.toUpperCase());
  const added = [...variables].filter(([name]) => !isTaken(name));
  if (added.length === 0) return configuration;
  const own = isPlainObject(configuration.env) ? configuration.env : {};
  return {
    ...configuration,
    env: { ...own, ...Object.fromEntries(added), ...(inherited && Object.fromEntries(reachableWithoutProxy(own, inherited))) },
  };
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && !Array.isArray(value);
}
