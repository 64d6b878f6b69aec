import * as v from 'valibot';
import type * as vscode from 'vscode';
import { blockedReason, comparablePath } from '../../vrchat/blockedOperations.ts';
import { redact } from '../../vrchat/redact.ts';
import type { Secret } from '../../vrchat/secret.ts';
import { askRequest } from './askRequest.ts';
import { defineTool, toolError } from './defineTool.ts';
import { foreignData } from './foreignData.ts';
import { requestThroughGateway, type ToolAnswer } from './requestThroughGateway.ts';

/** Why an agent gets no access. */
type AccessProblem = 'noFolder' | 'noSession' | 'notAllowed' | 'noPort';

/** What the user has allowed agents in a folder. */
interface AgentAccess {
  /** The gateway's address, which contains the key of the grant. */
  readonly api: Secret;
  /** The account, as it may be shown. */
  readonly account: string;
  /** The folder, as it may be shown. */
  readonly folder: string;
}

export interface SendRequestPorts {
  /** What agents are granted in this window's folder; asks the user if nothing is. */
  readonly access: () => Promise<AgentAccess | AccessProblem>;
  /** Whether names are hidden. */
  readonly isPrivate: () => boolean;
}

/** As much as a dialog can show as a whole. */
const maxShownPath = 300;
const maxShownBody = 1500;

const Input = v.object({
  method: v.optional(v.picklist(['GET', 'POST', 'PUT', 'DELETE']), 'GET'),
  path: v.pipe(v.string(), v.maxLength(1000), v.regex(/^\/[\x21-\x7e]*$/, 'a path such as /users/usr_…')),
  body: v.optional(v.record(v.string(), v.unknown())),
});

const problems: Readonly<Record<AccessProblem, string>> = {
  noFolder: 'No folder is open, or none was chosen. Access to a session is given to one folder.',
  noSession: 'The account is not signed in, or its session is not stored by VRChat Auth. The user can run “VRChat Auth: Sign In”.',
  notAllowed: 'The user did not allow agents to use the account in this folder. Do not ask again unless the user wants it.',
  noPort: 'The session gateway found no free port. The user can choose one in the setting “vrchatAuth.gatewayPort”.',
};

/**
 * Sends a request to VRChat's API through the session gateway, whose rules hold for it. Reading is part of the grant; anything else is asked
 * for each time, here, because a chat may approve everything unasked.
 */
export function createSendRequest({ access, isPrivate }: SendRequestPorts) {
  return defineTool(Input, async ({ method, path, body }, token) => {
    const content = body === undefined ? undefined : asciiJson(body);
    if (method === 'GET' && body !== undefined) throw toolError('A GET request has no body.');
    if (method !== 'GET' && path.length > maxShownPath) throw toolError(`The path is too long to show to the user (${maxShownPath}).`);
    if ((content?.length ?? 0) > maxShownBody) throw toolError(`The body is too long to show to the user (${maxShownBody} characters).`);
    // The gateway refuses it as well; the user need not be asked first.
    const blocked = blockedReason(method, comparablePath(path.replace(/\?.*$/, '')) ?? '/');
    if (blocked)
      throw toolError(`This operation is blocked for programs and agents (${blocked}). The user can do it in VS Code or on vrchat.com.`);
    const granted = await access();
    if (typeof granted === 'string') throw toolError(problems[granted]);
    if (method !== 'GET' && !(await askRequest({ method, path, body: content, ...granted })))
      throw toolError('The user did not allow this request. Do not send it again unless the user wants it.');
    const answer = await requestThroughGateway(granted.api, { method, path, body: content }, abortedBy(token));
    return answerText(`${method} ${path}`, answer, granted.api, isPrivate());
  });
}

/** JSON with everything but visible ASCII escaped, so that what the user sees is what is sent. */
function asciiJson(body: unknown): string {
  return JSON.stringify(body).replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function abortedBy(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

function answerText(request: string, answer: ToolAnswer, api: Secret, hidesTexts: boolean): string {
  if (answer.kind === 'none') throw toolError('No answer: the gateway or VRChat can’t be reached, or the request was canceled.');
  const { status, reason, type, body, isCut } = answer;
  const retry = answer.retryAfter === undefined ? '' : ` Try again after ${answer.retryAfter} seconds, not before.`;
  const lines = [
    `${request} was answered with status ${status}${reason === undefined ? '' : ` by the session gateway itself (${reason})`}.${retry}`,
  ];
  if (hidesTexts) lines.push('Privacy mode is on, so texts are left out.');
  // The address of the gateway is in answers about the session and in redirects.
  const [, key = ''] = new URL(api.reveal()).pathname.split('/');
  const clean = (text: string): string => text.replaceAll(key, '(hidden)');
  const json = isCut ? undefined : parse(clean(body));
  if (json !== undefined) lines.push(foreignData(json, { hidesTexts }));
  else if (/^(?:text|application\/json)/.test(type))
    lines.push(foreignData(clean(body), { hidesTexts }), ...(isCut ? ['The answer is longer; ask for less.'] : []));
  else if (body !== '') lines.push(`The answer is not text (${foreignType(type)}), and left out.`);
  return redact(lines.join('\n'));
}

function foreignType(type: string): string {
  return /^[\w.+/-]{1,60}/.exec(type)?.[0] ?? 'unknown type';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
