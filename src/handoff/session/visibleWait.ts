/**
 * Waits for an answer. What takes longer than an answer that needs no explanation is shown, and can be canceled from then on.
 *
 * @param ask - gets a signal that is aborted when the user cancels
 * @param show - shows the wait until the answer is there
 * @param visibleAfterMs - how long it stays invisible
 */
export async function visibleWait<Answer>(
  ask: (canceled: AbortSignal) => Promise<Answer>,
  show: (answer: Promise<Answer>, cancel: () => void) => void,
  visibleAfterMs = 500,
): Promise<Answer> {
  const canceled = new AbortController();
  const answer = ask(canceled.signal);
  const timer = setTimeout(() => show(answer, () => canceled.abort()), visibleAfterMs);
  return answer.finally(() => clearTimeout(timer));
}
