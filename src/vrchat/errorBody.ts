import { redact } from './redact.ts';

/** What an error response says, out of whichever of its shapes. */
export interface ErrorBody {
  /** Decoded, plain punctuation, without credentials, at most 500 characters; empty if there is none. */
  readonly message: string;
  /** The web application firewall's rule: 13799 is the User-Agent, 42860 the network. */
  readonly wafCode?: number;
  /** The whole body, where it was JSON. */
  readonly json?: unknown;
}

// VRChat writes these in place of the punctuation it stands for.
const lookAlikes: Readonly<Record<string, string>> = {
  '\u2024': '.', '\u01c3': '!', '\u02f8': ':', '\u201a': ',', '\uff1d': '=', '\u2019': "'", '\uff1f': '?', '\uff0f': '/',
};

/**
 * Reads an error body as VRChat really sends them: `{error:{message}}` with a message that may be JSON once more (or twice), an object,
 * or plain; `{error:"…"}`; text; HTML.
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
  // A server's text must not break a line, move a cursor or turn the direction of reading.
  const visible = plain.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g, ' ');
  // Redacted before it is cut to its length, since half a token would no longer be recognised.
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
