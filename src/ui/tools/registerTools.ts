import type * as vscode from 'vscode';
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

/** What VS Code has for language model tools. Programs that are built on an earlier VS Code may lack it. */
export interface LanguageModelApi extends Pick<typeof vscode, 'LanguageModelToolResult' | 'LanguageModelTextPart'> {
  readonly lm?: Partial<Pick<typeof vscode.lm, 'registerTool'>>;
}

/**
 * Registers the tools, where VS Code has any. What they do is loaded when the first of them is invoked.
 *
 * @param api - VS Code's own
 * @param load - loads the tools
 * @returns the registrations; none where VS Code has no tools
 */
export function registerTools(api: LanguageModelApi, load: () => Promise<Tools>): readonly vscode.Disposable[] {
  return toolNames.flatMap(
    (name) =>
      api.lm?.registerTool?.(`vrchatAuth_${name}`, {
        invoke: async ({ input }, token) =>
          new api.LanguageModelToolResult([new api.LanguageModelTextPart(await (await load())[name](input, token))]),
      }) ?? [],
  );
}
