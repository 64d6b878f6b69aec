import * as vscode from 'vscode';
import { accountKey, isSameAccount, type AccountId } from '../../accounts/accountId.ts';
import type { Liveness } from '../../accounts/livenessCheck.ts';
import { accountName } from '../../prompts/accountName.ts';
import { keepOpen } from '../../prompts/openMessages.ts';
import { plainText } from '../../prompts/plainText.ts';
import { sayUnexpected } from '../../prompts/sayUnexpected.ts';
import { openWebsite } from '../../prompts/website.ts';
import { launchName } from './environmentOfLaunch.ts';
import type { BegunHandoff, HandoffPorts } from '../session/handoffPorts.ts';
import { livenessText } from '../session/livenessText.ts';

const { l10n } = vscode;

/** A launch that was not started. Its configuration is what VS Code had made of it by then, so it can be started as it is. */
export interface Launch {
  readonly folder: vscode.WorkspaceFolder | undefined;
  readonly configuration: vscode.DebugConfiguration;
}

type Dead = Extract<Liveness, { readonly kind: 'dead' }>;

/** Tells the user about launches that were refused because their session is dead, and starts them after the sign-in. */
export function createRefusedLaunches({ store, online }: Pick<HandoffPorts, 'store' | 'online'>) {
  /** By account: the launches that one message is about. The members of a compound are refused together. */
  const waiting = new Map<string, Launch[]>();
  /** Started by the user without the session. */
  const letThrough = new Set<string>();

  const start = async (launches: readonly Launch[]): Promise<void> => {
    for (const { folder, configuration } of launches)
      await vscode.debug.startDebugging(folder, configuration, { noDebug: configuration.noDebug === true });
  };

  async function ask(account: AccountId, dead: Dead, launches: readonly Launch[], handoff: BegunHandoff): Promise<void> {
    const key = accountKey(account);
    const view = store.view(account);
    const names = launches.map(({ configuration }) => plainText(launchName(configuration), 40)).join(', ');
    const help = dead.reason === 'moderated' ? l10n.t('Open vrchat.com') : l10n.t('Sign In and Start');
    const anyway = l10n.t('Start Anyway');
    const text = l10n.t(
      '“{0}” was not started, because {1}’s session doesn’t work. {2} Programs that go through the session gateway are not affected by this.',
      names,
      view ? accountName(view) : l10n.t('the account'),
      livenessText(store, account, dead),
    );
    // A second notification beside one about the same state would say it twice.
    const modal = handoff.tell();
    const answer = vscode.window.showWarningMessage(text, { modal }, help, anyway);
    const choice = await (modal ? answer : keepOpen(account, text, answer));
    waiting.delete(key);
    handoff.end();
    if (choice === anyway) {
      launches.forEach(({ configuration }) => letThrough.add(identity(configuration)));
      try {
        await start(launches);
      } finally {
        launches.forEach(({ configuration }) => letThrough.delete(identity(configuration)));
      }
    } else if (choice === help && dead.reason === 'moderated') await openWebsite('home');
    else if (choice === help) {
      const signedIn = await (await online()).signInTo(account);
      if (signedIn && isSameAccount(signedIn, account)) await start(launches);
    }
  }

  return {
    isLetThrough: (configuration: vscode.DebugConfiguration): boolean => letThrough.has(identity(configuration)),

    /** Says why a launch was refused. Not awaited, because a notification can stay open for hours. */
    tell(launch: Launch, account: AccountId, dead: Dead, handoff: BegunHandoff): void {
      const key = accountKey(account);
      const open = waiting.get(key);
      if (open) {
        const others = open.filter(({ configuration }) => identity(configuration) !== identity(launch.configuration));
        open.splice(0, open.length, ...others, launch);
        handoff.end();
        return;
      }
      const launches = [launch];
      waiting.set(key, launches);
      // The other members of a compound are refused in the same moment, and named in the same message.
      setTimeout(() => void ask(account, dead, launches, handoff).catch(sayUnexpected), 50);
    },
  };
}

/** The same launch, started once more. */
function identity({ name, type, request }: vscode.DebugConfiguration): string {
  return JSON.stringify([name, type, request]);
}
