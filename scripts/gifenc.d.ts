declare module 'gifenc' {
  type Color = readonly number[];
  interface Frame {
    readonly palette?: readonly Color[];
    /** In milliseconds. */
    readonly delay: number;
    readonly transparent?: boolean;
    readonly transparentIndex?: number;
    readonly dispose?: number;
  }
  interface Encoder {
    writeFrame(index: Uint8Array, width: number, height: number, frame: Frame): void;
    finish(): void;
    bytes(): Uint8Array;
  }
  // A CommonJS module as imported from an ES module.
  const gifenc: {
    GIFEncoder(): Encoder;
    quantize(rgba: Uint8Array, colors: number): Color[];
    applyPalette(rgba: Uint8Array, palette: readonly Color[]): Uint8Array;
  };
  export default gifenc;
}
