import { inflateRawSync } from 'node:zlib';

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  /** Size in the archive, in bytes. */
  readonly packed: number;
  /** Unpacks the file. */
  readonly content: () => Buffer;
}

const endOfDirectory = 0x06054b50;
const endLength = 22;
const headerLength = 46;
const localHeaderLength = 30;
const stored = 0;

/**
 * Lists the content of a ZIP archive, from the directory at its end.
 *
 * @param archive - without a comment, as vsce creates it
 */
export function zipEntries(archive: Buffer): ZipEntry[] {
  const end = archive.length - endLength;
  if (archive.readUInt32LE(end) !== endOfDirectory) throw new Error('not a ZIP archive without a comment');
  let at = archive.readUInt32LE(end + 16);
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    const nameLength = archive.readUInt16LE(at + 28);
    const entry = {
      name: archive.toString('utf8', at + headerLength, at + headerLength + nameLength),
      packed: archive.readUInt32LE(at + 20),
      content: contentOf(archive, at),
    };
    at += headerLength + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    return entry;
  });
}

/** @param at - where the file's header in the directory begins */
function contentOf(archive: Buffer, at: number): () => Buffer {
  const method = archive.readUInt16LE(at + 10);
  const packed = archive.readUInt32LE(at + 20);
  const local = archive.readUInt32LE(at + 42);
  const start = local + localHeaderLength + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const data = archive.subarray(start, start + packed);
  return () => (method === stored ? data : inflateRawSync(data));
}
