import type { PixelType } from '#kernels';

/**
 * The pixels of a cube as a worker thread reads them: plain data. They stand in a file of this machine, uncompressed, in any order of axes. What comes from
 * elsewhere or is compressed has been put into such a file before (`cubeFile`).
 */
export interface CubeRef {
  readonly path: string;
  /** for messages */
  readonly name: string;
  /** HDU of the source, for messages */
  readonly hdu: number;
  /** of the file when the cube was planned; not given: nobody else writes it */
  readonly etag?: string;
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
  readonly bytesPerPixel: number;
  /** bytes from a pixel to the next one along longitude, latitude, spectrum */
  readonly strides: { readonly x: number; readonly y: number; readonly z: number };
  /** in the file, of the first pixel of the box in each plane */
  readonly planes: readonly number[];
  readonly pixels: PixelType;
  /** of 4 bytes, shared: not 0 when the work is no longer wanted */
  readonly stop: SharedArrayBuffer;
}
