const replacements: readonly (readonly [RegExp, string])[] = [
  [/\b([a-z][a-z\d+.-]{1,20}:\/\/)[^\s/]+@/gi, '$1[redacted]@'],
  [/\b(127\.0\.0\.1:\d+\/)[\w-]{22,}/g, '$1[redacted]'],
  [/(authorization|cookie|set-cookie)(["']?\s*[:=]\s*)[^\r\n]+/gi, '$1$2[redacted]'],
  [/authcookie(?:_|%5F)(?:[\w-]|%2D)+/gi, 'authcookie_[redacted]'],
  [/eyJ[\w-]{6,}(?:\.[\w-]*)*/g, '[redacted token]'],
  [
    /\b(auth|twoFactorAuth|authToken|token|ticket|stepUpToken|passwo?r?d|passphrase|secret|code|otp|verify_email)(["']?\s*[=:]\s*)(?:"[^"]*"?|'[^']*'?|[^\s"'&;,}]+)/gi,
    '$1$2[redacted]',
  ],
  [/\b(code\W{1,3}(?:is\W)?)\d{6}\b/gi, '$1[redacted]'],
  [/\b[A-Z2-7]{32}\b/g, '[redacted key]'],
  [/(basic|bearer)\s+[\w+/=.-]{8,}/gi, '$1 [redacted]'],
  [/eml_[\w-]+/gi, 'eml_[redacted]'],
  [/(?<![\p{L}\p{N}\p{M}_.+-])[\p{L}\p{N}\p{M}_.+-]+[@＠][\p{L}\p{N}\p{M}_-]+(?:\.[\p{L}\p{N}\p{M}_-]+)+/gu, '[redacted e-mail]'],
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
