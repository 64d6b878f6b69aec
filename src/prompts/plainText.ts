/**
 * Makes text that others wrote (display names, server messages) safe to show in a notification, a quick input or a label:
 * VS Code reads `[…](command:…)` as a link and `$(…)` as an icon there. Directions and control characters are dropped.
 *
 * @param text - untrusted text
 * @param maxLength - in characters; longer text is cut with an ellipsis
 */
export function plainText(text: string, maxLength = 200): string {
  const visible = text
    .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]+/gu, ' ')
    .replace(/\]\(/g, '] (')
    .replace(/\$\(/g, '$ (')
    .trim();
  const characters = Array.from(visible);
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : visible;
}

/** An account's name in the midst of other text: those that VRChat gives out are shorter, so that only what is not meant well is cut. */
export function accountName({ displayName }: { readonly displayName: string }, maxLength = 40): string {
  return plainText(displayName, maxLength);
}
