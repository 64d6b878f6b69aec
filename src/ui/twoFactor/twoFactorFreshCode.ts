import * as vscode from 'vscode';
import type { AccountId } from '../../accounts/accountId.ts';
import { serverTime } from '../../accounts/authenticatorSecret.ts';
import { freshCode, noteSentCode } from '../../accounts/freshCode.ts';
import type { AccountStore } from '../../accounts/accountStore.ts';
import type { AccountRecord } from '../../accounts/records.ts';
import type { CallResult, SessionActions } from '../../accounts/sessionActions.ts';
import type { Session, VRChatClient } from '../../vrchat/client.ts';
import { demandedMethods, normalizeCode, type TwoFactorMethod } from '../../vrchat/codes.ts';
import type { VRChatResult } from '../../vrchat/errors.ts';
import type { RequiresTwoFactorAuth } from '../../vrchat/schemas.ts';
import { secret } from '../../vrchat/secret.ts';
import { verifyCode } from '../../vrchat/verifyCode.ts';
import { askText, validationError } from '../../prompts/askText.ts';
import { codePlaceholder, codePrompt, methodButton } from '../../prompts/codeQuestion.ts';
import { accountName } from '../../prompts/accountName.ts';
import { joinSentences } from '../../prompts/joinTexts.ts';
import { problemText } from '../../prompts/problemText.ts';
import { showCodeWait } from '../../prompts/showCodeWait.ts';

const { l10n } = vscode;

export interface FreshCodePorts {
  readonly store: AccountStore;
  readonly actions: SessionActions;
}

/** A request that may need a new code, and how to ask the user for it. */
export interface ProtectedCall<Value> {
  readonly account: AccountId;
  /** The title of the box that asks for a code. */
  readonly title: string;
  readonly request: (vrchat: VRChatClient, session: Session) => Promise<VRChatResult<Value | RequiresTwoFactorAuth>>;
  readonly take: (record: AccountRecord, value: Value) => AccountRecord;
}

/**
 * Makes a call that the server may answer by demanding a new two-factor code: asks the user for it, verifies it, and calls again.
 *
 * @returns `canceled` as the problem if no code was entered
 */
export async function callWithFreshCode<Value extends object>(
  { store, actions }: FreshCodePorts,
  { account, title, request, take }: ProtectedCall<Value>,
): Promise<CallResult<Value>> {
  const attempt = () =>
    actions.call<Value | RequiresTwoFactorAuth>(account, request, (record, value) => (isDemand(value) ? record : take(record, value)));
  for (;;) {
    const result = await attempt();
    if (!result.ok) return result;
    const { value } = result;
    if (!isDemand(value)) return { ok: true, value };
    const methods = demandedMethods(value) ?? [];
    const [method] = methods;
    if (method === undefined) return { ok: false, problem: { kind: 'twoFactorMethodUnsupported' } };
    const reason = l10n.t('VRChat requires a new code to continue.');
    if (!(await giveFreshCode({ store, actions }, { account, title, method, methods, reason })))
      return { ok: false, problem: { kind: 'canceled' } };
  }
}

function isDemand(value: object): value is RequiresTwoFactorAuth {
  return demandedMethods(value) !== undefined;
}

export interface FreshCode {
  readonly account: AccountId;
  readonly title: string;
  /** Why a code is needed, as a sentence. */
  readonly reason: string;
  /** The method to start with. */
  readonly method: TwoFactorMethod;
  readonly methods: readonly TwoFactorMethod[];
}

/**
 * Asks for a code and has VRChat verify it with the account's session, which renews the trust in this machine.
 *
 * @returns whether a code was accepted
 */
export async function giveFreshCode(ports: FreshCodePorts, { account, title, reason, method, methods }: FreshCode): Promise<boolean> {
  const { store, actions } = ports;
  const record = store.account(account);
  const others = methods.filter((other) => other !== method);
  const buttons = others.map((other) => ({ ...methodButton(other), method: other }));
  const stored = method === 'totp' ? record?.authenticatorSecret : undefined;
  // Offered with time left for the user to press Enter.
  const offered =
    record && stored !== undefined
      ? await freshCode(stored, () => serverTime(Date.now(), record), { onWait: showCodeWait, isCopied: true })
      : undefined;
  const answer = await askText(
    {
      title,
      buttons,
      hidden: false,
      prompt: joinSentences([
        reason,
        codePrompt(method, accountName(store.view(account) ?? { ...account, displayName: '' }), account.server),
      ]),
      placeholder: codePlaceholder(method),
      ...(offered && { value: offered.code.reveal() }),
    },
    async (typed) => {
      if (normalizeCode(method, typed) === undefined) return validationError(problemText({ kind: 'notACode', method }));
      if (method === 'totp') noteSentCode(typed, serverTime(Date.now(), record ?? {}));
      const verified = await actions.call(account, (vrchat, session) => verifyCode(vrchat, session, method, secret(typed)));
      return verified.ok ? undefined : validationError(problemText(verified.problem, account.server));
    },
  );
  if (answer.kind !== 'pressed') return answer.kind === 'accepted';
  const other = buttons.find((button) => button === answer.button)?.method ?? method;
  return giveFreshCode(ports, { account, title, reason, method: other, methods });
}
