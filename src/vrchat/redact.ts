const replacements: readonly (readonly [RegExp, string])[] = [
  [/(?:https?|wss?):\/\/[^\s/@]+@/gi, 'https://[redacted]@'],
  [/(authorization|cookie|set-cookie)(["']?\s*[:=]\s*)[^\r\n]+/gi, '$1$2[redacted]'],
  [/authcookie_[\w-]+/gi, 'authcookie_[redacted]'],
  [/eyJ[\w-]{6,}(?:\.[\w-]*)*/g, '[redacted token]'],
  [
    /\b(auth|twoFactorAuth|authToken|token|ticket|stepUpToken|password|secret|code|verify_email)(["']?\s*[=:]\s*["']?)[^\s"'&;,}]+/gi,
    '$1$2[redacted]',
  ],
  [/(basic|bearer)\s+[\w+/=.-]{8,}/gi, '$1 [redacted]'],
  [/eml_[\w-]+/gi, 'eml_[redacted]'],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[redacted e-mail]'],
];

/**
 * A safety net in addition to {@link secret}: removes everything that looks like a VRChat credential or an email address from free text,
 * such as a server message or an operating system error.
 *
 * @param text - on its way to a log, a report or an error
 * @returns the text with each match replaced by a marker
 */
export function redact(text: string): string {
  return replacements.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}
