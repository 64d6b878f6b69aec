/**
 * Makes untrusted text (display names, server messages) safe to show in a notification, a quick input or a label, where VS Code reads
 * `[…](command:…)` as a link and `$(…)` as an icon. Control and direction characters are removed.
 *
 * @param text - untrusted text
 * @param maxLength - in characters; longer text is cut with an ellipsis
 */
export function plainText(text: string, maxLength = 200): string {
  const visible = text
    .replace(
      /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]+/gu,
      ' ',
    )
    .replace(/\]\(/g, '] (')
    .replace(/\$\(/g, '$ (')
    .trim();
  const characters = Array.from(visible);
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : visible;
}
