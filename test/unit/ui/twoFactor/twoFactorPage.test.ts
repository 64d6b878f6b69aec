import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enableTwoFactorBody, type EnableTwoFactorTexts } from '../../../../src/ui/twoFactor/enableTwoFactorPage.ts';
import { recoveryCodesBody, writeRecoveryCode, type RecoveryCodesTexts } from '../../../../src/ui/twoFactor/recoveryCodesPage.ts';
import { html, renderPage } from '../../../../src/ui/twoFactor/twoFactorPage.ts';
import { secret } from '../../../../src/vrchat/secret.ts';

const everyText = (text: string) => new Proxy({}, { get: () => text });
const hostile = '</code></title><script>alert(1)</script><img src=x onerror=alert(1)>"\'`&{{x}}${y}';

/** The tags in a text, as parsed by a browser. */
const tags = (markup: string): string[] => markup.match(/<\/?[a-z][^>]*>/gi) ?? [];

describe('a page', () => {
  it('allows only content with its own nonce, and embedded pictures', () => {
    const page = renderPage({ language: 'en', title: 'Set-up', body: html`<p>x</p>` }, 'abc123');
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1]?.replaceAll('&#39;', "'");
    expect(policy?.split('; ')).toEqual([
      "default-src 'none'",
      'img-src data:',
      "style-src 'nonce-abc123'",
      "script-src 'nonce-abc123'",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page).not.toMatch(/ on[a-z]+=|javascript:|https?:\/\/|style="|setState|getState|localStorage/);
  });

  it('has no extra tags for hostile texts', () => {
    const pages = (text: string) => [
      renderPage(
        {
          language: text,
          title: text,
          body: enableTwoFactorBody(everyText(text) as EnableTwoFactorTexts, {
            qrCodeDataUrl: secret('data:image/png;base64,AAAA'),
            secret: secret(text),
          }),
        },
        'n',
      ),
      renderPage(
        {
          language: text,
          title: text,
          body: recoveryCodesBody(everyText(text) as RecoveryCodesTexts, {
            codes: [
              { code: text, used: true },
              { code: text, used: false },
            ],
            offersSecret: true,
          }),
        },
        'n',
      ),
    ];
    const namesOf = (markup: string): string[] => tags(markup).map((tag) => /^<\/?[a-z0-9]+/i.exec(tag)?.[0] ?? '');
    const harmless = pages('x').map(namesOf);
    expect(pages(hostile).map(namesOf)).toEqual(harmless);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '/', 's', '=', '`', '&', ' ', '-', '!') }), (text) => {
        expect(pages(text).map(namesOf)).toEqual(harmless);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['https://evil.org/x.png', 'javascript:alert(1)', 'data:text/html,<script>1</script>', '" onerror="alert(1)'])(
    'shows no picture from %s',
    (qrCodeDataUrl) => {
      const { markup } = enableTwoFactorBody(everyText('x') as EnableTwoFactorTexts, {
        qrCodeDataUrl: secret(qrCodeDataUrl),
        secret: secret('ABCD'),
      });
      expect(markup).not.toContain('<img');
    },
  );
});

it('writes recovery codes in the form VRChat accepts', () => {
  expect(['ab12cd34', 'ab12-cd34', 'other'].map(writeRecoveryCode)).toEqual(['ab12-cd34', 'ab12-cd34', 'other']);
});
