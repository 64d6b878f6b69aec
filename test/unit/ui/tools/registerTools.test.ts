import type * as vscode from 'vscode';
import { describe, expect, it } from 'vitest';
import { registerTools, type LanguageModelApi, type Tool, type Tools } from '../../../../src/ui/tools/registerTools.ts';
import { toolNames } from '../../../../src/ui/tools/toolNames.ts';

class TextPart {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}

class ToolResult {
  readonly content: unknown[];
  constructor(content: unknown[]) {
    this.content = content;
  }
}

const classes: LanguageModelApi = { LanguageModelTextPart: TextPart, LanguageModelToolResult: ToolResult };
const loadNothing = (): Promise<Tools> => Promise.reject(new Error('loaded'));

describe('the language model tools', () => {
  it('are left out where VS Code has none, and the extension starts', () => {
    expect(registerTools(classes, loadNothing)).toEqual([]);
    expect(registerTools({ ...classes, lm: {} }, loadNothing)).toEqual([]);
  });

  it('are registered where it has them, and loaded when one is invoked', async () => {
    const tool: Tool = (input) => Promise.resolve(`it is ${String(input)}`);
    const registered = new Map<string, vscode.LanguageModelTool<unknown>>();
    const registrations = registerTools(
      {
        ...classes,
        lm: {
          registerTool: (name, given) => {
            registered.set(name, given);
            return { dispose: () => undefined };
          },
        },
      },
      () => Promise.resolve({ get_session: tool, describe_project: tool, send_request: tool, control_emulator: tool }),
    );
    expect(registrations).toHaveLength(toolNames.length);
    const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };
    const answer = await registered.get('vrchatAuth_get_session')?.invoke({ input: 'now', toolInvocationToken: undefined }, token);
    expect(answer?.content).toEqual([new TextPart('it is now')]);
  });
});
