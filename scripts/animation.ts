import gifenc from 'gifenc';
import { PNG } from 'pngjs';

/** A picture, and how long it is shown, in milliseconds. */
export interface Frame {
  readonly png: Buffer;
  readonly delay: number;
}

/** Marks a pixel that has not changed, which keeps the file small. */
const unchanged = 255;

/**
 * Creates an animated GIF that repeats forever.
 *
 * @param frames - all of the same size
 */
export function animation(frames: readonly Frame[]): Uint8Array {
  const pictures = frames.map(({ png, delay }) => {
    const { data, width, height } = PNG.sync.read(png);
    return { data, width, height, delay };
  });
  const palette = gifenc.quantize(Buffer.concat(pictures.map(({ data }) => data)), unchanged);
  const transparency = [...palette, ...Array.from({ length: unchanged + 1 - palette.length }, () => [0, 0, 0])];
  const gif = gifenc.GIFEncoder();
  let before: Uint8Array | undefined;
  for (const { data, width, height, delay } of pictures) {
    const colors = gifenc.applyPalette(data, palette);
    const shown = before;
    const changes = shown ? colors.map((color, at) => (color === shown[at] ? unchanged : color)) : colors;
    gif.writeFrame(changes, width, height, {
      delay,
      dispose: 1,
      ...(shown ? { transparent: true, transparentIndex: unchanged } : { palette: transparency }),
    });
    before = colors;
  }
  gif.finish();
  return gif.bytes();
}
