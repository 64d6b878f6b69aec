import { deflateSync } from 'node:zlib';

/** Points in the coordinates of media/vrchat-auth.svg: a square of 24 units, y downwards. */
type Point = readonly [x: number, y: number];

const unitsPerEm = 1024;
const strokeWidth = 1.75;
/** In Unicode's private use area; package.json names it. */
const character = 0xe001;

const ring = { center: [8.75, 8.75], radius: 5.9 } as const;
/** The key's shaft with its two teeth. Without the check mark of the view's icon, because it stands beside every state. */
const strokes: readonly (readonly Point[])[] = [
  [
    [13, 13],
    [20.6, 20.6],
  ],
  [
    [16.2, 16.2],
    [18.4, 14],
  ],
  [
    [19.9, 19.9],
    [22, 17.8],
  ],
];

/** Points on an arc, clockwise as seen on the screen. Angles are in radians. */
function arc([x, y]: Point, radius: number, from: number, to: number, steps: number): Point[] {
  return Array.from({ length: steps + 1 }, (_empty, step) => {
    const angle = from + ((to - from) * step) / steps;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}

/** A line with round ends, as an outline. */
function capsule(from: Point, to: Point): Point[] {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const quarter = Math.PI / 2;
  return [
    ...arc(to, strokeWidth / 2, angle - quarter, angle + quarter, 6),
    ...arc(from, strokeWidth / 2, angle + quarter, angle + 3 * quarter, 6),
  ];
}

/** The outlines of the glyph. They may overlap: what any of them encloses is filled, except the ring's hole, which runs the other way. */
function outlines(): Point[][] {
  const circle = (radius: number): Point[] => arc(ring.center, radius, 0, 2 * Math.PI, 36).slice(0, -1);
  const lines = strokes.flatMap((points) => points.slice(1).map((to, index) => capsule(points[index] ?? to, to)));
  return [circle(ring.radius + strokeWidth / 2), circle(ring.radius - strokeWidth / 2).toReversed(), ...lines];
}

/** Writes big-endian numbers. */
function bytes(...parts: readonly (Buffer | readonly [bits: 8 | 16 | 32, ...values: number[]])[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (Buffer.isBuffer(part)) return part;
      const [bits, ...values] = part;
      const size = bits / 8;
      const buffer = Buffer.alloc(values.length * size);
      values.forEach((value, index) => {
        const rest = bits === 32 ? value >>> 0 : value & (2 ** bits - 1);
        buffer.writeUIntBE(rest, index * size, size);
      });
      return buffer;
    }),
  );
}

function glyphTable(): { readonly glyf: Buffer; readonly points: number; readonly contours: number; readonly bounds: readonly number[] } {
  const scale = (value: number): number => Math.round((value * unitsPerEm) / 24);
  const contours = outlines().map((outline) => outline.map(([x, y]) => [scale(x), unitsPerEm - scale(y)] as const));
  const points = contours.flat();
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  let end = -1;
  const ends = contours.map((contour) => (end += contour.length));
  const steps = (values: readonly number[]): number[] => values.map((value, index) => value - (values[index - 1] ?? 0));
  const glyf = bytes(
    [16, contours.length, ...bounds],
    [16, ...ends, 0],
    // Every point is on the curve, with coordinates of two bytes.
    [8, ...points.map(() => 1)],
    [16, ...steps(xs), ...steps(ys)],
  );
  return { glyf: Buffer.concat([glyf, Buffer.alloc(-glyf.length & 3)]), points: points.length, contours: contours.length, bounds };
}

/** The tables of a font with one glyph beside the empty one. @see https://learn.microsoft.com/typography/opentype/spec/ */
function tables(): ReadonlyMap<string, Buffer> {
  const { glyf, points, contours, bounds } = glyphTable();
  const name = Buffer.from('VRChat Auth', 'utf16le').swap16();
  const nameIds = [1, 2, 3, 4, 6];
  return new Map([
    [
      'OS/2',
      bytes(
        [16, 4, unitsPerEm, 400, 5, 0, 650, 600, 0, 75, 650, 600, 0, 350, 50, 250, 0],
        [8, ...Array.from({ length: 10 }, () => 0)],
        [32, 0, 0, 0, 0],
        Buffer.from('VRCA'),
        [16, 0x40, character, character, unitsPerEm, 0, 0, unitsPerEm, 0],
        [32, 1, 0],
        [16, 500, 700, 0, 32, 0],
      ),
    ],
    [
      'cmap',
      bytes([16, 0, 1, 3, 1], [32, 12], [16, 4, 32, 0, 4, 4, 1, 0, character, 0xffff, 0, character, 0xffff, 1 - character, 1, 0, 0]),
    ],
    ['glyf', glyf],
    ['head', bytes([32, 0x10000, 0x10000, 0, 0x5f0f3cf5], [16, 3, unitsPerEm], [32, 0, 0, 0, 0], [16, ...bounds, 0, 8, 2, 1, 0])],
    ['hhea', bytes([32, 0x10000], [16, unitsPerEm, 0, 0, unitsPerEm, 0, 0, unitsPerEm, 1, 0, 0, 0, 0, 0, 0, 0, 2])],
    ['hmtx', bytes([16, unitsPerEm, 0, unitsPerEm, bounds[0] ?? 0])],
    ['loca', bytes([32, 0, 0, glyf.length])],
    ['maxp', bytes([32, 0x10000], [16, 2, points, contours, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0])],
    [
      'name',
      bytes([16, 0, nameIds.length, 6 + nameIds.length * 12], ...nameIds.map((id) => [16, 3, 1, 0x409, id, name.length, 0] as const), name),
    ],
    ['post', bytes([32, 0x30000, 0], [16, 0, 0], [32, 1, 0, 0, 0, 0])],
  ]);
}

function checksum(table: Buffer): number {
  const padded = Buffer.concat([table, Buffer.alloc(-table.length & 3)]);
  let sum = 0;
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0;
  return sum;
}

/** The font (WOFF) with the extension's glyph, for the status bar. @see https://www.w3.org/TR/WOFF/ */
export function iconFont(): Buffer {
  const all = [...tables()];
  const headerLength = 44 + all.length * 20;
  let offset = headerLength;
  let uncompressed = 12 + all.length * 16;
  const directory: Buffer[] = [];
  const data: Buffer[] = [];
  for (const [tag, table] of all) {
    const deflated = deflateSync(table, { level: 9 });
    const stored = deflated.length < table.length ? deflated : table;
    directory.push(bytes(Buffer.from(tag), [32, offset, stored.length, table.length, checksum(table)]));
    const padded = Buffer.concat([stored, Buffer.alloc(-stored.length & 3)]);
    data.push(padded);
    offset += padded.length;
    uncompressed += (table.length + 3) & ~3;
  }
  const header = bytes(
    Buffer.from('wOFF'),
    [32, 0x10000, offset],
    [16, all.length, 0],
    [32, uncompressed],
    [16, 1, 0],
    [32, 0, 0, 0, 0, 0],
  );
  return Buffer.concat([header, ...directory, ...data]);
}
