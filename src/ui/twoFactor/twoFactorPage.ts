/** Markup that is safe to show; only {@link html} creates it. */
export interface Html {
  readonly markup: string;
}

/** Builds markup. Every value is escaped, except markup built here. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  return { markup: parts.map((part, index) => part + (index < values.length ? markupOf(values[index] ?? '') : '')).join('') };
}

function markupOf(value: string | Html | readonly Html[]): string {
  if (typeof value === 'string') return escape(value);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

function escape(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => entities[character] ?? '');
}

/** The parts of a page that differ between pages. */
export interface PageContent {
  /** The user interface's language, such as `en` or `ja`. */
  readonly language: string;
  readonly title: string;
  readonly body: Html;
}

/** Only content with the page's own nonce is allowed: no other scripts, and no requests at all. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    'img-src data:',
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * A whole page for the two-factor panel. Actions are sent to the extension as messages `{page, action, code?}`: `page` is the nonce;
 * `action` is a button's `data-action`, the form's `confirm` with what was typed, or `blur` when the page loses focus. It receives messages
 * `{problem?, status?, busy?}`. Nothing is stored on the page: VS Code's state for webviews is never written.
 *
 * @param nonce - random, new for every page
 */
export function renderPage({ language, title, body }: PageContent, nonce: string): string {
  return `<!DOCTYPE html>
<html lang="${escape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(contentSecurityPolicy(nonce))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
${body.markup}
</main>
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}

const style = `
body { margin: 0; padding: 1rem 1.5rem; color: var(--vscode-foreground); background: var(--vscode-editor-background);
  font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); line-height: 1.5; }
main { max-width: 40rem; }
h1 { font-size: 1.5em; font-weight: 600; margin: 0 0 0.5rem; }
h2 { font-size: 1.1em; font-weight: 600; margin: 1rem 0 0.25rem; }
p { margin: 0 0 0.6rem; text-wrap: pretty; }
.quiet { color: var(--vscode-descriptionForeground); }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; margin: 0.5rem 0; }
.end { margin-top: 1.25rem; }
/* What is scanned and what is typed stand side by side, so that both are in sight in a low window. */
.beside { display: flex; flex-wrap: wrap; gap: 0 1.5rem; }
.beside > :last-child { flex: 1 1 16rem; }
.done { font-weight: 600; }
.picture { display: block; width: 200px; height: 200px; padding: 4px; background: #fff; border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  margin: 0.5rem 0 0.75rem; border-radius: 4px; image-rendering: pixelated; }
code { padding: 0.15rem 0.4rem; color: var(--vscode-foreground); background: var(--vscode-textCodeBlock-background); font-family: var(--vscode-editor-font-family); font-size: 1.15em;
  border: 1px solid var(--vscode-contrastBorder, transparent); user-select: all; overflow-wrap: anywhere; }
ul.codes { display: grid; grid-template-columns: repeat(2, max-content); gap: 0.5rem 2.5rem; margin: 1rem 0; padding: 0; list-style: none; }
ul.codes s { color: var(--vscode-descriptionForeground); }
ul.codes s code { color: inherit; background: none; border-color: transparent; text-decoration: line-through; }
input { padding: 4px 8px; width: 9rem; color: var(--vscode-input-foreground); background: var(--vscode-input-background);
  border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px;
  font-family: var(--vscode-editor-font-family); font-size: 1.3em; letter-spacing: 0.1em; }
input::placeholder { color: var(--vscode-input-placeholderForeground); }
button { padding: 5px 14px; color: var(--vscode-button-foreground); background: var(--vscode-button-background);
  border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px;
  font-family: inherit; font-size: inherit; cursor: pointer; }
button:hover { background: var(--vscode-button-hoverBackground); }
button.secondary { border-color: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent)); color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); }
button.secondary:hover { background: var(--vscode-button-secondaryHoverBackground); }
button:disabled, input:disabled { opacity: 0.6; cursor: default; }
button:focus-visible, input:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
[role=alert]:not(:empty) {
  width: fit-content; padding: 4px 8px; color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
  background: var(--vscode-inputValidation-errorBackground); border: 1px solid var(--vscode-inputValidation-errorBorder);
}
/* Not hidden: screen readers tell of changes only in what they have seen before. */
[role=alert]:empty, [role=status]:empty { margin: 0; }
`;

const script = `
(() => {
  const vscode = acquireVsCodeApi();
  const page = document.currentScript.nonce;
  const send = (message) => vscode.postMessage({ page, ...message });
  const all = (selector) => [...document.querySelectorAll(selector)];
  const input = document.querySelector('input');
  document.addEventListener('click', ({ target }) => {
    const button = target.closest('button[data-action]');
    if (button) send({ action: button.dataset.action });
  });
  document.addEventListener('submit', (event) => {
    event.preventDefault();
    send({ action: 'confirm', code: input.value });
  });
  window.addEventListener('message', ({ data }) => {
    for (const element of all('button, input')) element.disabled = data.busy === true;
    for (const element of all('[role=alert]')) element.textContent = data.problem ?? '';
    for (const element of all('[role=status]')) element.textContent = data.status ?? '';
    if (input) {
      input.setAttribute('aria-invalid', String(data.problem !== undefined));
      if (data.problem !== undefined) { input.focus(); input.select(); }
    }
  });
  window.addEventListener('blur', () => send({ action: 'blur' }));
  (document.querySelector('[data-focus]') ?? input)?.focus();
})();
`;
