/**
 * Big-endian pixels of 1 (unsigned), 2, 4 or 8 bytes into `out` (aligned to them), `shift` added; what does not fit becomes the nearest
 * that does, as with CFITSIO (only lossy tiles have such).
 */
export function packIntegers(values: Int32Array, bytesPerPixel: number, shift: number, out: Uint8Array): void {
  const bytes = Buffer.from(out.buffer, out.byteOffset, out.length);
  if (bytesPerPixel === 1) {
    for (let i = 0; i < values.length; i++) out[i] = clip(values[i] + shift, 0, 255);
  } else if (bytesPerPixel === 2) {
    const words = new Int16Array(out.buffer, out.byteOffset, values.length);
    for (let i = 0; i < values.length; i++) words[i] = clip(values[i] + shift, -32768, 32767);
    bytes.swap16();
  } else if (bytesPerPixel === 4) {
    const words = new Int32Array(out.buffer, out.byteOffset, values.length);
    for (let i = 0; i < values.length; i++) words[i] = clip(values[i] + shift, -2147483648, 2147483647);
    bytes.swap32();
  } else {
    const view = new DataView(out.buffer, out.byteOffset, out.length);
    for (let i = 0; i < values.length; i++) {
      const value = values[i] + shift;
      view.setInt32(8 * i, Math.floor(value / 2 ** 32));
      view.setInt32(8 * i + 4, value | 0);
    }
  }
}

function clip(value: number, least: number, most: number): number {
  return value < least ? least : value > most ? most : value;
}
