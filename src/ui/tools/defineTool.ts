import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Tool } from './registerTools.ts';

/**
 * Makes a tool that checks for itself what VS Code does not: that the workspace is trusted, and that the input has its form. Chat asks for
 * trust, but other extensions can invoke tools as well.
 *
 * @param schema - of the input
 * @param run - gets input of that form
 */
export function defineTool<Schema extends v.GenericSchema>(
  schema: Schema,
  run: (input: v.InferOutput<Schema>, token: vscode.CancellationToken) => Promise<string>,
): Tool {
  return async (given, token) => {
    if (!vscode.workspace.isTrusted)
      throw toolError('This workspace is in Restricted Mode, in which the tools of VRChat Auth do nothing. Only the user can trust it.');
    const parsed = v.safeParse(schema, given);
    if (parsed.success) return run(parsed.output, token);
    // What was received is not repeated, because errors are logged.
    const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'input'}: expected ${issue.expected ?? 'another value'}`);
    throw toolError(`The input is not as expected. ${problems.join('. ')}.`);
  };
}

/** An error for the model. VS Code passes its message on, and logs it. @param reason - without anything secret */
export function toolError(reason: string): Error {
  return new Error(reason);
}
