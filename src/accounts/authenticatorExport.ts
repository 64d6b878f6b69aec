/** A key as an authenticator app exports it. */
export interface AuthenticatorEntry {
  /** Who issued it, and for which account, as the app shows it: text from outside. */
  readonly name: string;
  /** In base32, as given. */
  readonly secret: string;
  /** Whether its codes are of VRChat's kind: six digits by SHA-1, new every 30 seconds. */
  readonly isVRChatKind: boolean;
  /** Whether it says that it is for VRChat. */
  readonly isVRChat: boolean;
  /** Whether its codes count uses instead of time, or it has no key at all. */
  readonly isTotp: boolean;
}

/** Makes an address one again that a terminal has wrapped: half a key would be a key, too. */
export function joinAddresses(text: string): string {
  if (!/otpauth/i.test(text)) return text;
  let current = '';
  const lines: string[] = [];
  for (const line of text.split(/\r\n|[\r\n]/)) {
    if (isContinued(current, line.trim())) current += line.trim();
    else {
      lines.push(current);
      current = line.trimEnd();
    }
  }
  return [...lines, current].join('\n').trim();
}

/** VRChat's keys have 32 letters. */
const keyLength = 32;

function isContinued(line: string, next: string): boolean {
  const address = /\botpauth(-migration)?:\S*$/i.exec(line.slice(-maxAddressLength));
  if (!address || next === '' || /^otpauth/i.test(next)) return false;
  if (address[1] !== undefined) return /^[\w%+/=-]+$/.test(next);
  const key = /[?&]secret=([A-Z2-7]*)$/i.exec(address[0])?.[1];
  if (!address[0].includes('?') && /^[\w.%+:@-]*\?[\w.%+-]+=/.test(next)) return true;
  return /^[\w.%+-]*[=&]/.test(next) || (key !== undefined && /^[A-Z2-7]+$/i.test(next) && key.length + next.length === keyLength);
}

/** Of an address that is still being joined; the longest QR code holds less than half of it. */
const maxAddressLength = 10_000;

/**
 * Reads an `otpauth://` address, with the spellings that apps use: `algorithm=Algorithm.sha1`, `SHA-1`, `HmacSHA1`, or none.
 *
 * @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format
 */
export function readOtpauthAddress(address: string): AuthenticatorEntry {
  const url = URL.parse(address);
  const parameter = (name: string): string => [...(url?.searchParams ?? [])].find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
  const algorithm = parameter('algorithm')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
  const label = decode(url?.pathname.replace(/^\/+/, '') ?? '');
  const issuer = parameter('issuer');
  const isNumber = (text: string, expected: number): boolean => isNothing(text) || parseInt(text, 10) === expected;
  return {
    ...nameOf(issuer, label),
    secret: parameter('secret'),
    isTotp: url?.host.toLowerCase() === 'totp' && parameter('secret') !== '',
    isVRChatKind:
      (isNothing(algorithm) || /^(?:ALGORITHM|(?:ALGORITHM)?(?:HMAC)?SHA1?)$/.test(algorithm)) &&
      isNumber(parameter('digits'), 6) &&
      isNumber(parameter('period'), 30),
  };
}

/** Some apps write what their program calls nothing. */
function isNothing(text: string): boolean {
  return /^(?:null|undefined|none|nil)?$/i.test(text.trim());
}

function nameOf(issuer: string, label: string): Pick<AuthenticatorEntry, 'name' | 'isVRChat'> {
  const name = issuer === '' || label.toLowerCase().startsWith(issuer.toLowerCase()) ? label : `${issuer}: ${label}`;
  return { name: name.slice(0, 200), isVRChat: /vr\s?chat/i.test(name) };
}

/** @returns the text as it is if it is not percent-encoded */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Reads an export of Google Authenticator: the address in its QR code.
 *
 * @param address - `otpauth-migration://offline?data=…`
 * @returns `undefined` if the data cannot be read
 * @see https://github.com/digitalduke/otpauth-migration-decoder, `otpauth-migration.proto`
 */
export function readMigration(address: string): readonly AuthenticatorEntry[] | undefined {
  // In an address that was not encoded, `+` means itself.
  const data = /[?&]data=([\w+/=%-]+)/i.exec(address)?.[1];
  if (data === undefined) return undefined;
  const bytes = Buffer.from(decode(data), 'base64');
  const entries = readFields(bytes)
    ?.filter(({ field, bytes: content }) => field === 1 && content !== undefined)
    .map(({ bytes: content }) => readMigratedEntry(content ?? Buffer.alloc(0)));
  return entries === undefined || entries.length === 0 || entries.includes(undefined)
    ? undefined
    : entries.filter((entry) => entry !== undefined);
}

function readMigratedEntry(content: Buffer): AuthenticatorEntry | undefined {
  const fields = readFields(content);
  if (!fields) return undefined;
  const text = (number: number): string => fields.find(({ field }) => field === number)?.bytes?.toString('utf8') ?? '';
  const value = (number: number): number => fields.find(({ field }) => field === number)?.value ?? 0;
  const secret = fields.find(({ field }) => field === 1)?.bytes ?? Buffer.alloc(0);
  const [algorithm, digits, type] = [value(4), value(5), value(6)];
  return {
    ...nameOf(text(3), text(2)),
    secret: base32(secret),
    // Zero means that the app did not say.
    isTotp: (type === 2 || type === 0) && secret.length > 0,
    isVRChatKind: algorithm <= 1 && digits <= 1,
  };
}

interface Field {
  readonly field: number;
  readonly value?: number;
  readonly bytes?: Buffer;
}

/** @see https://protobuf.dev/programming-guides/encoding */
function readFields(content: Buffer): readonly Field[] | undefined {
  const fields: Field[] = [];
  let position = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = content[position++];
      if (byte === undefined) return NaN;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return NaN;
  };
  while (position < content.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    if (tag % 8 === 0) fields.push({ field, value: varint() });
    else if (tag % 8 === 2) {
      const length = varint();
      if (!(position + length <= content.length)) return undefined;
      fields.push({ field, bytes: content.subarray(position, position + length) });
      position += length;
    } else if (tag % 8 === 1 || tag % 8 === 5) {
      // Numbers of a fixed length, which no field has so far.
      position += tag % 8 === 1 ? 8 : 4;
    } else return undefined;
  }
  return fields.some(({ value }) => Number.isNaN(value)) || position > content.length ? undefined : fields;
}

/** @see RFC 4648 §6, without padding */
function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(parseInt(group.padEnd(5, '0'), 2)))
    .join('');
}
