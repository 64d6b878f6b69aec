import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt, type ScryptOptions } from 'node:crypto';

/** Why a file could not be opened. */
export type ExportProblem = 'notAnExport' | 'newerVersion' | 'truncated' | 'altered' | 'wrongPassphrase';

/*
 * The file, all of it but the ciphertext in clear:
 *
 *   10 "VRCHATAUTH"   1 version   1 log2 N   1 r   1 p   16 salt   12 nonce   4 length of the ciphertext, big-endian
 *   8 first bytes of the SHA-256 of all that precedes, so that the length can be relied on
 *   the ciphertext (AES-256-GCM; everything before it is authenticated with it)   16 its tag
 *   32 SHA-256 of all that precedes
 *
 * The checksum has no key. It distinguishes a damaged file from a wrong passphrase, and reveals nothing about the passphrase: changing the
 * file and its checksum looks like a wrong passphrase.
 */
const magic = Buffer.from('VRCHATAUTH', 'latin1');
const version = 1;
const saltLength = 16;
const nonceLength = 12;
const headerChecksumLength = 8;
const lengthPlace = magic.length + 4 + saltLength + nonceLength;
const headerLength = lengthPlace + 4 + headerChecksumLength;
const tagLength = 16;
const checksumLength = 32;

/** The cost of opening an export: 128 MiB and some tenths of a second per guess. @see OWASP Password Storage Cheat Sheet, "scrypt" */
const cost: Cost = { logN: 17, r: 8, p: 1 };

interface Cost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/**
 * Encrypts a text with a passphrase.
 *
 * @param content - any text
 * @param passphrase - in any Unicode normalization form
 */
export async function sealExport(content: string, passphrase: string): Promise<Buffer> {
  const salt = randomBytes(saltLength);
  const nonce = randomBytes(nonceLength);
  const clear = Buffer.from(content, 'utf8');
  const length = Buffer.alloc(4);
  // GCM's ciphertext is as long as the text.
  length.writeUInt32BE(clear.length);
  const fields = Buffer.concat([magic, Buffer.from([version, cost.logN, cost.r, cost.p]), salt, nonce, length]);
  const header = Buffer.concat([fields, headerChecksum(fields)]);
  const cipher = createCipheriv('aes-256-gcm', await deriveKey(passphrase, salt, cost), nonce);
  cipher.setAAD(header);
  const sealed = Buffer.concat([header, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
  return Buffer.concat([sealed, checksum(sealed)]);
}

/**
 * Decrypts what {@link sealExport} returned.
 *
 * @returns the content, or what is wrong with the file or the passphrase
 */
export async function openExport(
  file: Buffer,
  passphrase: string,
): Promise<{ readonly content: string } | { readonly problem: ExportProblem }> {
  const problem = findDamage(file);
  if (problem) return { problem };
  const [logN = 0, r = 0, p = 0] = file.subarray(magic.length + 1);
  const saltStart = magic.length + 4;
  const nonceStart = saltStart + saltLength;
  const tagStart = file.length - checksumLength - tagLength;
  const key = await deriveKey(passphrase, file.subarray(saltStart, nonceStart), { logN, r, p });
  const decipher = createDecipheriv('aes-256-gcm', key, file.subarray(nonceStart, nonceStart + nonceLength));
  decipher.setAAD(file.subarray(0, headerLength));
  decipher.setAuthTag(file.subarray(tagStart, tagStart + tagLength));
  try {
    return { content: Buffer.concat([decipher.update(file.subarray(headerLength, tagStart)), decipher.final()]).toString('utf8') };
  } catch {
    return { problem: 'wrongPassphrase' };
  }
}

/**
 * What can be checked without a passphrase.
 *
 * @returns `undefined` if the file is intact
 */
export function findDamage(file: Buffer): ExportProblem | undefined {
  const begins = file.subarray(0, magic.length);
  if (begins.length === 0 || !begins.equals(magic.subarray(0, begins.length))) return 'notAnExport';
  if (file.length <= magic.length) return 'truncated';
  if ((file[magic.length] ?? 0) > version) return 'newerVersion';
  if (file.length < headerLength) return 'truncated';
  const fieldsLength = headerLength - headerChecksumLength;
  if (!headerChecksum(file.subarray(0, fieldsLength)).equals(file.subarray(fieldsLength, headerLength))) return 'altered';
  const expected = headerLength + file.readUInt32BE(lengthPlace) + tagLength + checksumLength;
  if (file.length < expected) return 'truncated';
  const isIntact = file.length === expected && checksum(file.subarray(0, -checksumLength)).equals(file.subarray(-checksumLength));
  return isIntact && isReasonable(file) ? undefined : 'altered';
}

/** No version has written more than twice this version's cost. A malicious header must not take more of this machine's memory or time. */
function isReasonable(file: Buffer): boolean {
  const [found = 0, logN = 0, r = 0, p = 0] = file.subarray(magic.length);
  return found === version && logN >= 14 && logN <= cost.logN + 1 && r >= 1 && r <= cost.r && p === cost.p;
}

function checksum(content: Buffer): Buffer {
  return createHash('sha256').update(content).digest();
}

function headerChecksum(fields: Buffer): Buffer {
  return checksum(fields).subarray(0, headerChecksumLength);
}

function deriveKey(passphrase: string, salt: Buffer, { logN, r, p }: Cost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** logN, r, p, maxmem: 2 ** logN * r * 128 * 2 };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
