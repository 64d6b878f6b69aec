import { secret, type Secret } from '../vrchat/secret.ts';
import { defaultServer } from '../vrchat/server.ts';

/** What an emailed link is for, or why a text is not such a link. */
export type MailedLink =
  | { readonly kind: 'confirmEmail'; readonly userId: string; readonly token: Secret }
  | { readonly kind: 'loginPlace'; readonly token: Secret; readonly userId?: string }
  | { readonly kind: 'refused'; readonly reason: 'empty' | 'noLink' | 'otherPage' | 'incomplete' }
  /** The link leads elsewhere; VRChat's own may be hidden behind it in a way that only its owner can undo. */
  | { readonly kind: 'refused'; readonly reason: 'otherHost'; readonly host: string };

type Refusal = Extract<MailedLink, { kind: 'refused' }>;

/** The website accepts the API's links too, and is what the emails name. */
const websiteHosts = ['vrchat.com', 'www.vrchat.com', 'api.vrchat.cloud'];

/** How deep wrappers are unwrapped: a link checker inside an email program inside a mailing list. */
const maxDepth = 4;
const maxAddressLength = 8000;

/**
 * Finds VRChat's link in text pasted or dropped from an email: bare, in angle brackets, HTML or Markdown, wrapped over lines,
 * quoted-printable, with `&amp;`, or inside the redirect of a link checker (Outlook, Google, Proofpoint and others that keep the URL
 * readable).
 *
 * @param text - the link or the whole email
 * @param server - the API's base address; links of other servers are rejected, except the website's for the real API
 */
export function readMailedLink(text: string, server: string): MailedLink {
  if (text.trim() === '') return { kind: 'refused', reason: 'empty' };
  const hosts = server === defaultServer ? websiteHosts : [new URL(server).host];
  const readings = spellings(text.slice(0, 200_000))
    .flatMap((spelling) => addressesIn(spelling))
    .map((address) => readAddress(address, hosts, 0));
  const found = readings.find(({ kind }) => kind !== 'refused');
  if (found) return found;
  const refusals = readings.filter((reading) => reading.kind === 'refused');
  const isBetter: readonly Refusal['reason'][] = ['incomplete', 'otherPage', 'otherHost'];
  return (
    isBetter.flatMap((reason) => refusals.find((refusal) => refusal.reason === reason) ?? [])[0] ?? { kind: 'refused', reason: 'noLink' }
  );
}

/** The text as it is, and as an email program may have meant it. */
function spellings(text: string): string[] {
  const plain = withoutEntities(text);
  const joined = withoutEntities(
    text.replace(/=\r?\n/g, '').replace(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  );
  // A wrapped URL continues on the next line, maybe after quote marks.
  const unwrap = (spelling: string): string =>
    spelling
      .split('\n')
      .map((line) => line.replace(/^[ \t>]+/, '').trimEnd())
      .join('');
  const decoded = plain.replace(/https?%3A%2F%2F[^\s<>"']+/gi, decode);
  return [...new Set([plain, joined, unwrap(plain), unwrap(joined), decoded])];
}

function withoutEntities(text: string): string {
  const once = (escaped: string): string => escaped.replace(/&(?:amp|#38|#x26);/gi, '&').replace(/&(?:equals|#61|#x3d);/gi, '=');
  return once(once(text.normalize('NFKC')))
    .replace(/\\u0026/gi, '&')
    .replace(/\\\//g, '/')
    .replace(/\p{Cf}/gu, '');
}

function addressesIn(text: string): string[] {
  return (text.match(/https?:\/\/[^\s<>"'`\\^{}|\p{Pi}\p{Pf}]+/giu) ?? []).map((address) =>
    withoutPunctuation(address.slice(0, maxAddressLength)),
  );
}

/** Punctuation at the end of a sentence, or parentheses around the URL, are not part of it. */
function withoutPunctuation(address: string): string {
  let end = address.length;
  while (end > 0 && ')].,;:!*_~'.includes(address.charAt(end - 1))) end -= 1;
  return address.slice(0, end);
}

function readAddress(address: string, hosts: readonly string[], depth: number): MailedLink {
  const url = URL.parse(address);
  if (!url) return { kind: 'refused', reason: 'noLink' };
  // `https://vrchat.com@elsewhere.org` names its host at the end.
  if (url.username !== '' || url.password !== '') return { kind: 'refused', reason: 'otherHost', host: url.host };
  if (hosts.includes(url.host)) return readPage(url);
  const inner = depth < maxDepth ? wrappedAddresses(url).map((wrapped) => readAddress(wrapped, hosts, depth + 1)) : [];
  return inner.find(({ kind }) => kind !== 'refused') ?? { kind: 'refused', reason: 'otherHost', host: url.host };
}

/** The URLs inside a redirect, which are read and never opened. */
function wrappedAddresses(url: URL): string[] {
  const values = [...url.searchParams.values()];
  // Proofpoint writes `-` for `%` and `_` for `/` (version 2), or puts the URL between double underscores (version 3).
  const second = values
    .filter((value) => /^https?-3A__/i.test(value))
    .map((value) => decode(value.replaceAll('-', '%').replaceAll('_', '/')));
  const third = /\/v3\/__(https?:\/.+?)__;/i.exec(url.href)?.[1]?.replace(/^(https?:)\/(?=[^/])/i, '$1//');
  // Others put it, encoded, between the slashes of the path.
  const inPath = (url.pathname.match(/https?%3A%2F%2F[^/]+/gi) ?? []).map(decode);
  return [...values, ...second, ...(third === undefined ? [] : [third]), ...inPath].filter((value) => /^https?:\/\//i.test(value));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function readPage({ pathname, search, searchParams: parameters }: URL): MailedLink {
  // Some programs, including VS Code's own drag and drop, encode the separators of the parameters.
  const searchParams = search.includes('=') ? parameters : new URLSearchParams(decode(search.slice(1)));
  const page = /\/auth\/(confirmEmail|verifyLoginPlace)\/?$/i.exec(pathname)?.[1]?.toLowerCase();
  if (page === undefined) return { kind: 'refused', reason: 'otherPage' };
  const value = (name: string): string | undefined => {
    const text = searchParams.get(name)?.trim();
    return text === '' ? undefined : text;
  };
  if (page === 'confirmemail') {
    const userId = value('id');
    const token = value('verify_email');
    // In an email that was not decoded, `=3D` stands for `=`; another reading of it has the user ID.
    return userId === undefined || token === undefined || /^3D/i.test(userId)
      ? { kind: 'refused', reason: 'incomplete' }
      : { kind: 'confirmEmail', userId, token: secret(token) };
  }
  const token = value('token');
  const userId = value('userId');
  return token === undefined
    ? { kind: 'refused', reason: 'incomplete' }
    : { kind: 'loginPlace', token: secret(token), ...(userId !== undefined && { userId }) };
}
