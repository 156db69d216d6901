import type { CodecJob, Decoded } from './codec.js';

/** NOCOMPRESS: the elements as they stand in a file. */
export function decodeNothing(bytes: Uint8Array, job: CodecJob): Decoded {
  return elementsOf(bytes, job);
}

/** Bytes of each of so many elements, when there are as many as whole elements of 1, 2, 4 or 8 bytes take. */
export function widthOf(bytes: Uint8Array, pixels: number): 1 | 2 | 4 | 8 | undefined {
  return ([1, 2, 4, 8] as const).find((width) => bytes.length === width * pixels);
}

/**
 * Big-endian elements, however wide: what wrote them before 2011 made 32 bits of all pixels. Only 64 bits are not to be had from narrower
 * elements and the other way about.
 */
export function elementsOf(bytes: Uint8Array, { pixels, elementBytes }: CodecJob): Decoded {
  const width = widthOf(bytes, pixels);
  if (width === elementBytes) return bytes;
  if (width === undefined || width === 8 || elementBytes === 8)
    return { damage: `it holds ${bytes.length} bytes, expected ${pixels * elementBytes} for ${pixels} pixels` };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Int32Array(pixels);
  if (width === 1) values.set(bytes);
  else if (width === 2) for (let i = 0; i < pixels; i++) values[i] = view.getInt16(2 * i);
  else for (let i = 0; i < pixels; i++) values[i] = view.getInt32(4 * i);
  return values;
}
