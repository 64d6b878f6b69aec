import { crc32, deflateSync } from 'node:zlib';
import { create } from 'qrcode';

const pixelsPerModule = 4;
/** Modules of white around the code, which scanners require (ISO/IEC 18004, 6.3.8). */
const quietZone = 4;
const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Draws a QR code as a black and white PNG image.
 *
 * @param text - the content of the code
 * @returns a data URL, `data:image/png;base64,…`
 */
export function qrCodeImage(text: string): string {
  const { modules } = create(text);
  const side = (modules.size + 2 * quietZone) * pixelsPerModule;
  const isDark = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < modules.size && y < modules.size && modules.get(y, x) === 1;
  const moduleAt = (pixel: number) => Math.floor(pixel / pixelsPerModule) - quietZone;
  const rows = Array.from({ length: side }, (_row, y) =>
    Buffer.from([
      // Filter type 0 (none), then one byte per pixel.
      0,
      ...Array.from({ length: side }, (_pixel, x) => (isDark(moduleAt(x), moduleAt(y)) ? 0 : 255)),
    ]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // Eight bits per pixel, grayscale.
  header.set([8, 0], 8);
  const png = Buffer.concat([
    pngSignature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** One chunk of a PNG file (PNG specification, 5.3). */
function chunk(type: string, data: Buffer): Buffer {
  const typeAndData = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(typeAndData));
  return Buffer.concat([length, typeAndData, checksum]);
}
