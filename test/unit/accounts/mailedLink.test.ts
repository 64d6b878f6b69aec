import { describe, expect, it } from 'vitest';
import { readMailedLink } from '../../../src/accounts/mailedLink.ts';
import { defaultServer } from '../../../src/vrchat/server.ts';
import { growthOfTime, muchFasterThanLength } from '../growthOfTime.ts';

const userId = 'usr_5f1b8e8c-2f0e-4d6a-9f5b-0c2f1a7d3e44';
const token = 'eml_8d4cfa4b-0b39-44a7-a6ac-3e2f3d6f7a10';
const email = `https://vrchat.com/api/1/auth/confirmEmail?id=${userId}&verify_email=${token}`;
const place = `https://vrchat.com/api/1/auth/verifyLoginPlace?token=abc-123&userId=${userId}`;
const wrapped = encodeURIComponent(email);

function read(text: string, server = defaultServer) {
  const link = readMailedLink(text, server);
  return 'token' in link ? { ...link, token: link.token.reveal() } : link;
}

describe('finds the link that confirms an email address in', () => {
  it.each([
    ['as it is', email],
    ['of the API itself', email.replace('vrchat.com', 'api.vrchat.cloud')],
    ['with a host in capitals', email.replace('vrchat.com', 'VRChat.com')],
    ['in angle brackets', `<${email}>`],
    ['at the end of a sentence', `Please open ${email}.`],
    ['as a Markdown link', `[Verify](${email})`],
    ['as HTML, with entities', `<p><a style="x" href="${email.replaceAll('&', '&amp;')}">Verify</a></p>`],
    ['quoted-printable on one line', email.replaceAll('=', '=3D')],
    ['in typographic quotes', `“${email}”`],
    ['with invisible characters', `\u200e${email.slice(0, 30)}\u2060${email.slice(30)}\u200f`],
    ['in full-width letters', email.replace('https', 'ｈｔｔｐｓ')],
    ['percent-encoded as a whole', encodeURIComponent(email)],
    ['in JSON', JSON.stringify({ url: email }).replaceAll('/', '\\/').replaceAll('&', '\\u0026')],
    ['in the path of Cisco’s link checker', `https://secure-web.cisco.com/1abc/${encodeURIComponent(email)}`],
    ['in the path of a search engine', `https://r.search.yahoo.com/_ylt=x/RU=${encodeURIComponent(email)}/RK=2/RS=y`],
    ['with entities of entities', email.replaceAll('&', '&amp;amp;')],
    [
      'with its parameters encoded once more',
      `https://vrchat.com/api/1/auth/confirmEmail?${encodeURIComponent(email.slice(email.indexOf('?') + 1))}`,
    ],
    ['broken over lines', email.replace('&verify', '\r\n&verify')],
    ['broken over quoted lines', `> ${email.slice(0, 60)}\n> ${email.slice(60)}`],
    ['quoted-printable', `Verify: =\r\n${email.replaceAll('=', '=3D').replace('confirm', 'con=\r\nfirm')}`],
    [
      'in a whole mail',
      `From: VRChat\nSubject: Verify\n\nSee https://hello.vrchat.com/terms and\n\n${email}\n\nThe VRChat team, https://vrchat.com`,
    ],
    ['behind Outlook’s Safe Links', `https://nam02.safelinks.protection.outlook.com/?url=${wrapped}&data=05%7C02%7C&sdata=x&reserved=0`],
    ['behind Google', `https://www.google.com/url?q=${wrapped}&sa=D`],
    [
      'behind Proofpoint, version 2',
      `https://urldefense.proofpoint.com/v2/url?u=${wrapped.replaceAll('-', '%2D').replaceAll('_', '%5F').replaceAll('%2F', '_').replaceAll('%', '-')}&d=x`,
    ],
    ['behind Proofpoint, version 3', `https://urldefense.com/v3/__${email}__;!!abc$`],
    [
      'behind Barracuda, behind Google',
      `https://www.google.com/url?q=${encodeURIComponent(`https://linkprotect.cudasvc.com/url?a=${wrapped}&c=E,1`)}`,
    ],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual({ kind: 'confirmEmail', userId, token });
  });
});

it('finds the link that confirms a new login location, with or without its user', () => {
  expect(read(place)).toEqual({ kind: 'loginPlace', token: 'abc-123', userId });
  expect(read(`<${place.replace('&', '&amp;')}>`)).toEqual({ kind: 'loginPlace', token: 'abc-123', userId });
  expect(read(place.slice(0, place.indexOf('&')))).toEqual({ kind: 'loginPlace', token: 'abc-123' });
});

describe('rejects', () => {
  it.each([
    ['nothing', ' \n', { reason: 'empty' }],
    ['a text without a link', 'Verify your e-mail address', { reason: 'noLink' }],
    ['another page of VRChat', 'https://vrchat.com/home/user/usr_1', { reason: 'otherPage' }],
    ['half a link', email.slice(0, email.indexOf('&')), { reason: 'incomplete' }],
    ['another host', email.replace('vrchat.com', 'vrchat.com.evil.org'), { reason: 'otherHost', host: 'vrchat.com.evil.org' }],
    ['a host behind a user name', email.replace('vrchat.com', 'vrchat.com@evil.org'), { reason: 'otherHost', host: 'evil.org' }],
    ['a host with a Cyrillic letter', email.replace('vrchat', 'vrсhat'), { reason: 'otherHost', host: 'xn--vrhat-2ye.com' }],
    ['VRChat’s host at another port', email.replace('vrchat.com', 'vrchat.com:8443'), { reason: 'otherHost', host: 'vrchat.com:8443' }],
    [
      'a link that a mailing service hides',
      'https://u1.ct.sendgrid.net/ls/click?upn=u001.abc',
      { reason: 'otherHost', host: 'u1.ct.sendgrid.net' },
    ],
    ['another address in a script', `javascript:open('${email.slice(8)}')`, { reason: 'noLink' }],
  ])('%s', (_, text, refusal) => {
    expect(read(text)).toEqual({ kind: 'refused', ...refusal });
  });

  it('rejects VRChat’s link while another server is set, and the other way round', () => {
    const local = email.replace('https://vrchat.com', 'http://127.0.0.1:4010');
    expect(read(local)).toEqual({ kind: 'refused', reason: 'otherHost', host: '127.0.0.1:4010' });
    expect(read(email, 'http://127.0.0.1:4010/api/1')).toEqual({ kind: 'refused', reason: 'otherHost', host: 'vrchat.com' });
    expect(read(local, 'http://127.0.0.1:4010/api/1')).toEqual({ kind: 'confirmEmail', userId, token });
  });
});

it.each<[string, (length: number) => string]>([
  ['beginnings of addresses', (length) => 'https://'.repeat(length / 8)],
  ['entities', (length) => '&amp;'.repeat(length / 5)],
  ['what is encoded again and again', (length) => `https://x.org/?a=${'%25'.repeat(length / 3)}`],
  ['quoted lines', (length) => '\n>'.repeat(length / 2)],
  ['spaces', (length) => ' '.repeat(length)],
  ['entities of entities', (length) => `&${'amp;'.repeat(length / 4)}`],
  ['addresses encoded as a whole', (length) => 'https%3A%2F%2F'.repeat(length / 14)],
  ['full stops', (length) => `https://x.org/${'.'.repeat(length)}a`],
])('the time that a paste of %s takes grows with its length, not faster', (_, paste) => {
  expect(growthOfTime((length) => readMailedLink(paste(length), defaultServer), 190_000)).toBeLessThan(muchFasterThanLength);
});
