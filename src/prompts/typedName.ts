/** What a name looks like, with what nobody can see or tell apart taken out. */
function comparable(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Cc}\u2800\s]+/gu, ' ')
    .trim();
}

/** Whether a name has anything to see. */
export function isVisible(name: string): boolean {
  return comparable(name) !== '';
}

/**
 * Whether the name of an account was typed, as a confirmation. Users can only type what they can see: the name as it is shown counts, and the
 * user ID if there is nothing to see.
 *
 * @param name - as stored
 * @param shown - as it is shown: shortened, or a placeholder in privacy mode
 */
export function isTypedName(
  typed: string,
  { name, shown, userId }: { readonly name: string; readonly shown: string; readonly userId: string },
): boolean {
  const accepted = isVisible(shown) ? [name, shown].filter(isVisible) : [userId];
  return accepted.map(comparable).includes(comparable(typed));
}
