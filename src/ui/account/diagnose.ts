import * as os from 'node:os';
import * as vscode from 'vscode';
import { isSameAccount } from '../../accounts/accountId.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { ServerAccess } from '../../accounts/serverAccess.ts';
import type { Clock } from '../../accounts/ports.ts';
import type { Exchange } from '../../vrchat/client.ts';
import { redact } from '../../vrchat/redact.ts';
import { remotePlace } from '../status/remotePlace.ts';
import { checkInterval, configuredServer, readUserAgent, signInServer } from '../../prompts/settings.ts';
import { showMarkdown } from '../../prompts/showMarkdown.ts';
import { shortId } from './shortId.ts';
import { verdict, type Reachability } from './verdict.ts';

export interface DiagnosePorts {
  readonly store: AccountStore;
  readonly clock: Clock;
  readonly access: Pick<ServerAccess, 'emulators'>;
  /** The extension's version. */
  readonly version: string;
  /** The latest calls, oldest first. */
  readonly exchanges: () => readonly Exchange[];
}

/** A report of its own kind cannot be edited, so that it closes without a question. */
const reportUri = vscode.Uri.from({ scheme: 'vrchat-auth-report', path: '/VRChat Auth Diagnosis.md' });
const reportChanged = new vscode.EventEmitter<vscode.Uri>();
let shownReport: string | undefined;

async function showReport(text: string): Promise<void> {
  const isFirst = shownReport === undefined;
  shownReport = text;
  if (isFirst) {
    vscode.workspace.registerTextDocumentContentProvider(reportUri.scheme, {
      onDidChange: reportChanged.event,
      provideTextDocumentContent: () => shownReport,
    });
  }
  reportChanged.fire(reportUri);
  await showMarkdown(reportUri);
}

/** @param offset - in milliseconds. The server sends whole seconds, so less than two count as none */
function clockText(offset: number | undefined): string {
  if (offset === undefined) return 'not checked yet';
  const seconds = Math.round(Math.abs(offset) / 1000);
  return seconds < 2 ? 'matches the server’s' : `${seconds} s ${offset > 0 ? 'behind' : 'ahead of'} the server’s`;
}

/** "Diagnose": a report to read and to paste into a bug report. It is in English and contains no secrets or names. */
export function createDiagnoseCommand({ store, clock, access, version, exchanges }: DiagnosePorts) {
  /** `GET /config` needs no session. Networks that VRChat blocks get no answer. */
  async function reachability(): Promise<Reachability> {
    const address = configuredServer();
    const read = readUserAgent(version);
    if ('problem' in address || 'problem' in read)
      return { isUsable: false, text: `not checked: invalid setting ${'problem' in address ? 'server' : 'userAgent'}` };
    try {
      const response = await fetch(`${address.server}/config`, {
        headers: { 'user-agent': read.userAgent },
        redirect: 'manual',
        credentials: 'omit',
        signal: AbortSignal.timeout(10_000),
      });
      await response.body?.cancel();
      const { ok, status } = response;
      return { isUsable: ok, text: status === 403 ? 'rejected (403): VRChat blocks this network or User-Agent' : `reachable (${status})` };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return { isUsable: false, text: `unreachable: ${cause instanceof Error ? cause.message : 'unknown error'}` };
    }
  }

  async function report(): Promise<string> {
    await store.sync();
    const { accounts, pending, lost, active } = store.snapshot();
    const now = clock.now();
    const age = (at: number): string => (now - at < 60_000 ? 'just now' : `${Math.floor((now - at) / 60_000)} min ago`);
    const place = remotePlace();
    const proxy = vscode.workspace.getConfiguration('http').get<string>('proxy');
    const reached = await reachability();
    const found = verdict(reached, accounts, {
      clockOffsetMs: clock.serverOffset(signInServer()),
      lost: lost.length,
      pending: pending.length,
    });
    const lines = [
      '# VRChat Auth diagnosis',
      '',
      ...(found.length === 1 ? [`**${found[0] ?? ''}**`] : found.map((sentence) => `- **${sentence}**`)),
      '',
      'Safe to share: this report contains no password, cookie, code, name, email address or complete ID.',
      '',
      '## Environment',
      '',
      `- Extension ${version}, VS Code ${vscode.version} (${vscode.env.appHost}), ${vscode.env.appName}`,
      `- Extension host: ${vscode.env.remoteName === undefined ? 'local' : `remote (${vscode.env.remoteName})`}, ${vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop'} user interface, Node ${process.versions.node}`,
      `- Window: its programs ${place === undefined ? 'use the same network' : `run on another machine (${place}), possibly on another network`}`,
      `- System: ${os.platform()} ${os.release()} ${os.arch()}`,
      `- Secrets: VS Code SecretStorage${os.platform() === 'linux' ? '; on Linux it needs an unlocked keyring' : ''}`,
      `- Proxy: ${proxy ? 'set in http.proxy' : 'not set in http.proxy'}, environment ${(process.env.HTTPS_PROXY ?? process.env.https_proxy) ? 'has HTTPS_PROXY' : 'has no HTTPS_PROXY'}`,
      `- Workspace: ${vscode.workspace.isTrusted ? 'trusted' : 'not trusted'}`,
      '',
      '## Server',
      '',
      `- Address for new sign-ins: ${new URL(signInServer()).host}`,
      `- Local emulators: ${access.emulators().length}`,
      `- Reachability: ${reached.text}`,
      `- Clock: ${clockText(clock.serverOffset(signInServer()))}`,
      `- Background checks: ${checkInterval() === 0 ? 'off' : `every ${checkInterval() / 60_000} min`}`,
      '- Status of VRChat: https://status.vrchat.com',
      '',
      '## Accounts',
      '',
      ...(accounts.length + pending.length + lost.length === 0 ? ['- none'] : []),
      ...accounts.map((account, index) => {
        const { userId, state, attemptedAt, trustedUntil, renewsItself, renewalStopped } = account;
        return [
          `- Account ${index + 1} (${shortId(userId)}) at ${URL.parse(account.server)?.host ?? 'an unknown server'}${isSameAccount(account, active) ? ', active' : ''}: ${state.kind}`,
          ...('known' in state ? [`last known as ${state.known.kind}`] : []),
          `entered this state ${age(state.since)}`,
          `checked ${age(attemptedAt)}`,
          trustedUntil !== undefined && trustedUntil > now ? 'trusted' : 'not trusted',
          ...(renewsItself ? ['automatic sign-in on'] : []),
          ...(renewalStopped === undefined ? [] : [`automatic sign-in paused by ${renewalStopped}`]),
        ].join(', ');
      }),
      ...pending.map(
        ({ methods, startedAt }) => `- Sign-in started ${age(startedAt)}, waiting for ${methods.join(' or ') || 'a response'}`,
      ),
      ...lost.map(({ userId, problem }) => `- Account (${shortId(userId)}): ${problem} in secret storage`),
      '',
      '## Last requests',
      '',
      ...(exchanges().length === 0 ? ['- none in this window'] : []),
      ...exchanges().map(
        ({ operation, status, milliseconds, requestId, problem }) =>
          `- ${operation}: ${status ?? 'no response'} in ${Math.round(milliseconds)} ms${problem === undefined ? '' : `, ${problem}`}${requestId === undefined ? '' : `, request ${requestId}`}`,
      ),
      '',
    ];
    return redact(lines.join('\n'));
  }

  return {
    async diagnose(): Promise<void> {
      await showReport(await report());
    },
  };
}
