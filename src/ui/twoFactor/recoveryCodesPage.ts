import { html, type Html } from './twoFactorPage.ts';

/** A recovery code as the server sends it: eight letters and digits. */
export interface RecoveryCode {
  readonly code: string;
  readonly used: boolean;
}

/** Every text of the page, in the user interface's language. */
export interface RecoveryCodesTexts {
  readonly heading: string;
  /** What has just happened, if anything. */
  readonly done?: string;
  readonly introduction: string;
  /** Text after a used code, for users who can't see that it is struck through. */
  readonly used: string;
  readonly copy: string;
  readonly save: string;
  readonly hide: string;
  readonly hiddenSoon: string;
  readonly hidden: string;
  readonly showAgain: string;
  /** These are offered once, after an authenticator was set up. */
  readonly storeSecretHeading: string;
  readonly storeSecret: string;
  readonly storeSecretAdvice: string;
}

export interface RecoveryCodesContent {
  readonly codes: readonly RecoveryCode[];
  readonly offersSecret: boolean;
}

/** Formats a code the way VRChat expects it: `xxxx-xxxx`. */
export function writeRecoveryCode(code: string): string {
  const plain = code.replaceAll('-', '');
  return plain.length === 8 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : code;
}

/** The page with recovery codes; used ones are struck through. */
export function recoveryCodesBody(texts: RecoveryCodesTexts, { codes, offersSecret }: RecoveryCodesContent): Html {
  const item = ({ code, used }: RecoveryCode): Html =>
    used
      ? html`<li>
          <s><code aria-label="${writeRecoveryCode(code)}, ${texts.used}">${writeRecoveryCode(code)}</code></s>
          <span class="quiet">${texts.used}</span>
        </li>`
      : html`<li><code>${writeRecoveryCode(code)}</code></li>`;
  return html` <h1>${texts.heading}</h1>
    ${texts.done === undefined ? html`` : html`<p class="done">${texts.done}</p>`}
    <p>${texts.introduction}</p>
    <ul class="codes" role="list">
      ${codes.map(item)}
    </ul>
    <div class="row">
      <button type="button" data-action="copyCodes" data-focus>${texts.copy}</button>
      <button type="button" class="secondary" data-action="saveCodes">${texts.save}</button>
      <button type="button" class="secondary" data-action="hide">${texts.hide}</button>
    </div>
    <p role="status" aria-live="polite"></p>
    <p class="quiet">${texts.hiddenSoon}</p>
    ${offersSecret ? storeSecret(texts) : html``}`;
}

/** The same page after the codes were hidden; it does not contain them. */
export function hiddenCodesBody(texts: RecoveryCodesTexts, { offersSecret }: { readonly offersSecret: boolean }): Html {
  return html` <h1>${texts.heading}</h1>
    <p>${texts.hidden}</p>
    <div class="row"><button type="button" class="secondary" data-action="showAgain">${texts.showAgain}</button></div>
    <p role="status" aria-live="polite"></p>
    ${offersSecret ? storeSecret(texts) : html``}`;
}

function storeSecret(texts: RecoveryCodesTexts): Html {
  return html` <h2 class="end">${texts.storeSecretHeading}</h2>
    <p>${texts.storeSecretAdvice}</p>
    <div class="row"><button type="button" class="secondary" data-action="storeSecret">${texts.storeSecret}</button></div>`;
}
