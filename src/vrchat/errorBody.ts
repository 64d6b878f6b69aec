import { redact } from './redact.ts';

/** The contents of an error response, whatever its shape. */
export interface ErrorBody {
  /** Decoded, plain punctuation, without credentials, at most 500 characters; empty if there is none. */
  readonly message: string;
  /** The web application firewall's rule: 13799 is the User-Agent, 42860 the network. */
  readonly wafCode?: number;
  /** The whole body, if it is JSON. */
  readonly json?: unknown;
}

// VRChat replaces punctuation with these characters.
const lookAlikes: Readonly<Record<string, string>> = {
  '\u2024': '.',
  '\u01c3': '!',
  '\u02f8': ':',
  '\u201a': ',',
  '\uff1d': '=',
  '\u2019': "'",
  '\uff1f': '?',
  '\uff0f': '/',
};

/**
 * Reads an error body in any form VRChat sends: `{error:{message}}` with a message that may be JSON again (even twice), an object, or
 * plain; `{error:"…"}`; text; HTML.
 *
 * @param body - the response's text
 */
export function parseErrorBody(body: string): ErrorBody {
  const json = tryParse(body);
  if (json === undefined) return { message: /<[a-z!][^<>]*>/i.test(body) ? '' : tidy(body) };
  const error = field(json, 'error') ?? json;
  const wafCode = field(error, 'waf_code') ?? field(json, 'waf_code');
  return {
    message: tidy(findMessage(error)),
    ...(typeof wafCode === 'number' && { wafCode }),
    json,
  };
}

function findMessage(value: unknown, depth = 0): string {
  if (depth > 5) return '';
  if (typeof value === 'string') {
    const inner = /^\s*["{]/.test(value) ? tryParse(value) : undefined;
    return inner === undefined ? value : findMessage(inner, depth + 1);
  }
  const inner = field(value, 'message');
  return inner === undefined ? '' : findMessage(inner, depth + 1);
}

function tidy(text: string): string {
  const plain = text.replace(/[\u2024\u01c3\u02f8\u201a\uff1d\u2019\uff1f\uff0f]/g, (character) => lookAlikes[character] ?? character);
  // Server text must not break lines, move the cursor or change the reading direction.
  const visible = plain.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g, ' ');
  // Redacted before it is truncated, because half a token would no longer be recognized.
  return redact(visible.slice(0, 4000).replace(/ {2,}/g, ' ').trim()).slice(0, 500).toWellFormed();
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
