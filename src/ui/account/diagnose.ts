import * as os from 'node:os';
import * as vscode from 'vscode';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { Clock } from '../../accounts/ports.ts';
import type { Exchange } from '../../vrchat/client.ts';
import { redact } from '../../vrchat/redact.ts';
import { remotePlace } from '../status/remotePlace.ts';
import { checkInterval, currentServer, readConnectionSettings } from '../../prompts/settings.ts';

export interface DiagnosePorts {
  readonly store: AccountStore;
  readonly clock: Clock;
  /** The extension's version. */
  readonly version: string;
  /** The latest calls, oldest first. */
  readonly exchanges: () => readonly Exchange[];
}

/** @param offset - in milliseconds. The server sends whole seconds, so less than two count as none */
function clockText(offset: number | undefined): string {
  if (offset === undefined) return 'not compared yet';
  const seconds = Math.round(Math.abs(offset) / 1000);
  return seconds < 2 ? 'in step with the server' : `this machine is ${seconds} s ${offset > 0 ? 'behind' : 'ahead of'} the server`;
}

/** "Diagnose": a report to read and to paste into a bug report. It is in English and contains no secrets or names. */
export function createDiagnoseCommand({ store, clock, version, exchanges }: DiagnosePorts) {
  /** `GET /config` needs no session. Networks that VRChat blocks get no answer. */
  async function reachability(): Promise<string> {
    const settings = readConnectionSettings(version);
    if ('problem' in settings)
      return `not tried: setting ${settings.problem.kind === 'settings' ? settings.problem.setting : ''} is not valid`;
    try {
      const response = await fetch(`${settings.server}/config`, {
        headers: { 'user-agent': settings.userAgent },
        redirect: 'manual',
        credentials: 'omit',
        signal: AbortSignal.timeout(10_000),
      });
      await response.body?.cancel();
      return response.status === 403 ? 'refused (403): VRChat blocks this network or User-Agent' : `answers (${response.status})`;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return `not reached: ${cause instanceof Error ? cause.message : 'unknown error'}`;
    }
  }

  async function report(): Promise<string> {
    await store.sync();
    const { accounts, pending, lost, active } = store.snapshot();
    const now = clock.now();
    const age = (at: number): string => `${Math.round((now - at) / 60_000)} min ago`;
    const place = remotePlace();
    const proxy = vscode.workspace.getConfiguration('http').get<string>('proxy');
    const lines = [
      '# VRChat Auth diagnosis',
      '',
      'Safe to share: no password, cookie, code, name, e-mail address or complete id is in this report.',
      '',
      '## Where it runs',
      '',
      `- Extension ${version}, VS Code ${vscode.version} (${vscode.env.appHost}), ${vscode.env.appName}`,
      `- Extension host: ${vscode.env.remoteName === undefined ? 'local' : `remote (${vscode.env.remoteName})`}, ${vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop'} user interface, Node ${process.versions.node}`,
      `- Programs of this window: ${place === undefined ? 'use the same network' : `run elsewhere (${place}), perhaps on another network`}`,
      `- System: ${os.platform()} ${os.release()} ${os.arch()}`,
      `- Secrets: VS Code SecretStorage${os.platform() === 'linux' ? '; on Linux it needs an unlocked keyring' : ''}`,
      `- Proxy: ${proxy ? 'set in http.proxy' : 'not set in http.proxy'}, environment ${(process.env.HTTPS_PROXY ?? process.env.https_proxy) ? 'has HTTPS_PROXY' : 'has no HTTPS_PROXY'}`,
      `- Workspace: ${vscode.workspace.isTrusted ? 'trusted' : 'not trusted'}`,
      '',
      '## Server',
      '',
      `- Address: ${new URL(currentServer()).host}`,
      `- Reachability: ${await reachability()}`,
      `- Clock: ${clockText(clock.serverOffset())}`,
      `- Background checks: ${checkInterval() === 0 ? 'off' : `every ${checkInterval() / 60_000} min`}`,
      '- Status of VRChat: https://status.vrchat.com',
      '',
      '## Accounts',
      '',
      ...(accounts.length + pending.length + lost.length === 0 ? ['- none'] : []),
      ...accounts.map(({ userId, state, attemptedAt, trustedUntil, renewsItself, renewalStopped }, index) =>
        [
          `- Account ${index + 1} (${userId.slice(0, 8)}…)${userId === active?.userId ? ', in use' : ''}: ${state.kind}`,
          ...('known' in state ? [`before that ${state.known.kind}`] : []),
          `since ${age(state.since)}`,
          `asked ${age(attemptedAt)}`,
          trustedUntil !== undefined && trustedUntil > now ? 'trusted' : 'not trusted',
          ...(renewsItself ? ['signs in by itself'] : []),
          ...(renewalStopped === undefined ? [] : [`automatic sign-in stopped by ${renewalStopped}`]),
        ].join(', '),
      ),
      ...pending.map(({ methods, startedAt }) => `- Sign-in begun ${age(startedAt)}, waits for ${methods.join(' or ') || 'an answer'}`),
      ...lost.map(({ userId, problem }) => `- Account (${userId.slice(0, 8)}…): ${problem} in the secret storage`),
      '',
      '## Last calls',
      '',
      ...(exchanges().length === 0 ? ['- none in this window'] : []),
      ...exchanges().map(
        ({ operation, status, milliseconds, requestId, problem }) =>
          `- ${operation}: ${status ?? 'no answer'} in ${Math.round(milliseconds)} ms${problem === undefined ? '' : `, ${problem}`}${requestId === undefined ? '' : `, request ${requestId}`}`,
      ),
      '',
    ];
    return redact(lines.join('\n'));
  }

  return {
    async diagnose(): Promise<void> {
      const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: await report() });
      await vscode.window.showTextDocument(document, { preview: false });
    },
  };
}
