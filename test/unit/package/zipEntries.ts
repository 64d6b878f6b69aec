/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  /** Size in the archive, in bytes. */
  readonly packed: number;
}

const endOfDirectory = 0x06054b50;
const endLength = 22;
const headerLength = 46;

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
    };
    at += headerLength + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    return entry;
  });
}
