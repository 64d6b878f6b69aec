import { plainText } from './plainText.ts';

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
 * Whether the name of an account was typed, as a confirmation. Users can only type what they can see: a shortened name counts in its shown
 * form, and for a name with nothing to see the user ID counts.
 *
 * @param name - as stored
 */
export function isTypedName(typed: string, { name, userId }: { readonly name: string; readonly userId: string }): boolean {
  const accepted = isVisible(name) ? [name, plainText(name, 60)] : [userId];
  return accepted.map(comparable).includes(comparable(typed));
}
