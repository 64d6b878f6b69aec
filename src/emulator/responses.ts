/** The real service replaces ASCII punctuation in its messages with these. */
const lookAlikes: Readonly<Record<string, string>> = {
  '.': '\u2024',
  '!': '\u01c3',
  ':': '\u02f8',
  ',': '\u201a',
  '=': '\uff1d',
};

/** Replaces ASCII punctuation with look-alikes, as the real service does in its longer messages. */
export function withLookAlikePunctuation(sentence: string): string {
  return sentence.replace(/[.!:,=]/g, (mark) => lookAlikes[mark] ?? mark);
}

/**
 * An error response of the API. Its message is JSON inside JSON, because the real service quotes it twice.
 *
 * @param status - the HTTP status, repeated in the body
 * @param message - the message before quoting
 * @param extra - further members of `error`, such as `waf_code`
 */
export function errorResponse(status: number, message: string, extra: Readonly<Record<string, unknown>> = {}): Response {
  return Response.json({ error: { message: JSON.stringify(message), status_code: status, ...extra } }, { status });
}

/** The response to a missing or unknown cookie, an expired session, and a session from another network. */
export function missingCredentials(): Response {
  return errorResponse(401, 'Missing Credentials');
}

/** A response in the shape of the API's `Success`. */
export function success(message: string): Response {
  return Response.json({ success: { message, status_code: 200 } });
}

/** The response to an unknown route. Unlike in other errors, `error` is a string. */
export function routeNotImplemented(): Response {
  return Response.json({ error: "The endpoint you're looking for is not implemented by our system.", status_code: 404 }, { status: 404 });
}

/** The web firewall's response to a missing or insufficient User-Agent. */
export function userAgentRefused(): Response {
  return errorResponse(
    403,
    'please identify yourself with a properly formatted user-agent containing application name, version and contact information. thank you!',
    { waf_code: 13799 },
  );
}

/** The web firewall's response to an address on a block list. */
export function networkRefused(): Response {
  return errorResponse(
    403,
    "the IP address or network you're trying to connect from is blacklisted (abuseipdb list). if you're using a vpn or proxy, try disabling it first.",
    { waf_code: 42860, waf_list: 'abuseipdb' },
  );
}
