import { hasTexts, isObject } from '../accounts/storedShapes.ts';

/** The variables `${command:vrchatAuth.…}` for launch.json and tasks.json. None is a secret of VRChat's: agents' tools read what commands return. */
export const commandVariables = ['apiUrl', 'pipelineUrl', 'userId'] as const;

export type CommandVariable = (typeof commandVariables)[number];

/**
 * Reads the argument of a variable: `{ "account": … }` of an input in launch.json or tasks.json, with a display name or a user ID. Without an
 * input, VS Code passes the launch configuration, which has more in it.
 */
export function readNamedAccount(argument: unknown): string | undefined {
  if (!isObject(argument) || !hasTexts(argument, 'account') || Object.keys(argument).length !== 1) return undefined;
  return argument.account.slice(0, 100);
}
