import * as vscode from 'vscode';
import type { Problem } from '../../accounts/ports.ts';

/** Milliseconds after which the user sees that something takes a while. */
const patienceMs = 1000;

/**
 * Waits for answers that can take long. After a second it shows that, with a way to stop waiting. A second request for the same thing joins the
 * first and shows it at once.
 *
 * @returns a function that runs an action: `key` says what is the same thing, `title` is shown, and the action's signal is aborted if the user
 * stops waiting
 */
export function createWaits() {
  const waits = new Map<string, { readonly answer: Promise<Problem | undefined>; readonly show: () => void }>();

  return (key: string, title: string, action: (signal: AbortSignal) => Promise<Problem | undefined>): Promise<Problem | undefined> => {
    const running = waits.get(key);
    running?.show();
    if (running) return running.answer;
    const controller = new AbortController();
    const answer = action(controller.signal);
    const show = showOnce(title, answer, () => controller.abort());
    const timer = setTimeout(show, patienceMs);
    waits.set(key, { answer, show });
    return answer.finally(() => {
      clearTimeout(timer);
      waits.delete(key);
    });
  };
}

function showOnce(...parameters: Parameters<typeof showProgress>): () => void {
  let isShown = false;
  return () => {
    if (!isShown) showProgress(...parameters);
    isShown = true;
  };
}

/** Shows that something is under way, until it is over. */
export function showProgress(title: string, over: PromiseLike<unknown>, cancel?: () => void): void {
  void vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: cancel !== undefined },
    async (_, token) => {
      if (cancel) token.onCancellationRequested(cancel);
      await over.then(undefined, () => undefined);
    },
  );
}
