import * as vscode from 'vscode';
import { toolNames, type ToolName } from './toolNames.ts';

/**
 * Answers a model. The caller is unknown: a chat, or any extension.
 *
 * @param input - as it arrived; VS Code's check against the manifest's schema is not relied on
 * @returns plain text
 * @throws Error with a sentence for the model
 */
export type Tool = (input: unknown, token: vscode.CancellationToken) => Promise<string>;

export type Tools = Readonly<Record<ToolName, Tool>>;

/** Registers the tools, where VS Code has any. What they do is loaded when the first of them is invoked. */
export function registerTools(load: () => Promise<Tools>): vscode.Disposable {
  const { lm } = vscode as { readonly lm?: Partial<typeof vscode.lm> };
  return vscode.Disposable.from(
    ...toolNames.flatMap(
      (name) =>
        lm?.registerTool?.(`vrchatAuth_${name}`, {
          invoke: async ({ input }, token) =>
            new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(await (await load())[name](input, token))]),
        }) ?? [],
    ),
  );
}
