import { accountId } from '../accounts/accountId.ts';
import { hasTexts, isObject } from '../accounts/storedShapes.ts';
import type { CommandTarget } from './account/chooseAccount.ts';

const fields = ['pendingId', 'copyText', 'link'] as const;

/**
 * Reads the argument of a command, which can be anything: rows and links of ours pass a target, but tasks, keybindings and other extensions
 * pass what they like.
 *
 * @returns only the known fields that are text, and the account that `server` and `userId` name; `undefined` if there are none
 */
export function readTarget(argument: unknown): CommandTarget | undefined {
  if (!isObject(argument)) return undefined;
  const account = hasTexts(argument, 'server', 'userId') ? accountId(argument) : undefined;
  const given = fields.flatMap((name) => (typeof argument[name] === 'string' ? [[name, argument[name]] as const] : []));
  return given.length === 0 && !account ? undefined : { ...Object.fromEntries(given), ...(account && { account }) };
}
