import * as vscode from 'vscode';
import type { Logger } from '../accounts/ports.ts';
import type { Exchange } from '../vrchat/client.ts';
import { redact } from '../vrchat/redact.ts';

export interface Log extends Logger {
  exchange(exchange: Exchange): void;
  show(): void;
  dispose(): void;
}

/** The extension's log, "VRChat Auth" in the Output panel. Every line is redacted here, and nothing else writes to it. */
export function createLog(): Log {
  const channel = vscode.window.createOutputChannel('VRChat Auth', { log: true });
  const line = (message: string, facts: Readonly<Record<string, string | number | undefined>> = {}): string => {
    const parts = Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
    return redact([message, ...parts].join(' '));
  };
  return {
    info: (message, facts) => channel.info(line(message, facts)),
    warn: (message, facts) => channel.warn(line(message, facts)),
    exchange: ({ operation, status, milliseconds, requestId, problem }) => {
      const text = line(operation, { status: status ?? 'no answer', ms: Math.round(milliseconds), request: requestId, problem });
      if (problem === undefined) channel.info(text);
      else channel.warn(text);
    },
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}
