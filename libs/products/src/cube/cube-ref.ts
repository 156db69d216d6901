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
  /** what is exactly zero has no value */
  readonly zerosBlank?: boolean;
  /** of 4 bytes, shared: not 0 when the work is no longer wanted */
  readonly stop: SharedArrayBuffer;
  /** its planes are made of those of another one; then `path`, `planes` and `strides` tell how that is ordered, and `pixels` are what the reader gives */
  readonly derive?: Derivation;
}

/** How planes are made of those of another cube when a worker thread reads them; plain data. */
export type Derivation = ConvolvedPlanes | PolarizedPlane;

/** Every channel convolved by a Gaussian of its own. */
export interface ConvolvedPlanes {
  readonly kind: 'convolved';
  /** as large as this cube, and a margin beside it where the image has more */
  readonly source: CubeRef;
  /** where the cube begins in the source */
  readonly x0: number;
  readonly y0: number;
  /** of each channel, one plane after another: xx, xy, yy of the kernel in square pixels, and what the values are multiplied by */
  readonly kernels: Float64Array;
  /** pixels that are not valid get a value where enough around them is */
  readonly fill: boolean;
}

/** √(Q² + U²), or ½ atan2(U, Q) in degrees. */
export interface PolarizedPlane {
  readonly kind: 'polarized';
  readonly source: CubeRef;
  readonly state: 'POLI' | 'POLA';
  /** of each plane: those of the source that it is made of */
  readonly q: readonly number[];
  readonly u: readonly number[];
}
