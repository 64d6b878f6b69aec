import { groupsOfFour } from '../../accounts/authenticatorSecret.ts';
import type { Pending2FAResult } from '../../vrchat/schemas.ts';
import { html, type Html } from './twoFactorPage.ts';

/** Every text of the page, in the user interface's language. */
export interface EnableTwoFactorTexts {
  readonly heading: string;
  readonly introduction: string;
  readonly scanHeading: string;
  readonly scan: string;
  readonly pictureDescription: string;
  readonly noPicture: string;
  readonly key: string;
  readonly copyKey: string;
  readonly codeHeading: string;
  readonly code: string;
  readonly confirm: string;
  readonly later: string;
  readonly startAgain: string;
  readonly cancel: string;
}

/** The page that shows a new authenticator's secret and accepts the first code. */
export function enableTwoFactorBody(texts: EnableTwoFactorTexts, pending: Pending2FAResult): Html {
  const qrCodeDataUrl = pending.qrCodeDataUrl.reveal();
  const picture = isPicture(qrCodeDataUrl)
    ? html`<img class="picture" src="${qrCodeDataUrl}" alt="${texts.pictureDescription}" />`
    : html`<p>${texts.noPicture}</p>`;
  return html` <h1>${texts.heading}</h1>
    <p>${texts.introduction}</p>
    <h2>${texts.scanHeading}</h2>
    <p>${texts.scan}</p>
    <div class="beside">
      <div>${picture}</div>
      <div>
        <div class="row">
          <span id="key-label">${texts.key}</span>
          <code id="key" role="group" aria-labelledby="key-label">${groupsOfFour(pending.secret.reveal())}</code>
          <button type="button" class="secondary" data-action="copyKey">${texts.copyKey}</button>
        </div>
        <p role="status" aria-live="polite"></p>
        <h2>${texts.codeHeading}</h2>
        <form novalidate>
          <div class="row">
            <input
              id="code"
              aria-label="${texts.code}"
              aria-describedby="problem"
              placeholder="123456"
              inputmode="numeric"
              autocomplete="one-time-code"
              maxlength="20"
              spellcheck="false"
            />
            <button type="submit">${texts.confirm}</button>
          </div>
          <p id="problem" role="alert"></p>
        </form>
      </div>
    </div>
    <div class="row end">
      <button type="button" class="secondary" data-action="startAgain">${texts.startAgain}</button>
      <button type="button" class="secondary" data-action="cancel">${texts.cancel}</button>
    </div>
    <p class="quiet">${texts.later}</p>`;
}

/** Only `data:` pictures are shown, whatever the server sends. */
function isPicture(address: string): boolean {
  return /^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/i.test(address);
}
