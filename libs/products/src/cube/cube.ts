import type { ByteSource } from '#fits';
import type { Backend, KernelWish, PixelType } from '#kernels';
import type { CelestialAxes } from '#wcs';
import type { Image, Images } from '../image.js';
import type { AxisCut } from '../section.js';
import type { Beams } from './cube-beams.js';
import type { Companion } from './noise/companion.js';
import type { CubeOptions, CubePlane, CubeSpan } from './cube-options.js';
import type { SpectralCoordinates } from './spectral-coordinates.js';

/** What the service knows of the file besides its bytes. */
export interface CubeSite {
  /** real path, when the file lies on this machine and is not compressed as a whole: threads then read it themselves */
  readonly path?: string;
  /** SODALITE_KERNELS */
  readonly kernels?: KernelWish;
  /** loaded by who has one; it works in the main thread, for its work is done elsewhere */
  readonly gpu?: Backend;
  /** why there is none */
  readonly noGpu?: string;
  /** the cubes that have stayed in the memory of the GPU, by the beginning of their names */
  readonly residents?: { has(start: string): boolean };
  /** jobs under way at a time; as many as there are threads, and one that is written */
  readonly lanes?: number;
  /** pixels of a block; what suits the kernels */
  readonly blockPixels?: number;
  readonly signal?: AbortSignal;
}

/** One image of a file seen as a cube, after the filters. */
export interface Cube {
  readonly opened: Images;
  readonly image: Image;
  /** the spectral axis as the file has it, when FRAME is another one: what else belongs to the file is in that */
  readonly inOwnFrame?: Image;
  /** of the file; whoever opened it keeps it open until the product is made */
  readonly source: ByteSource;
  readonly site: CubeSite;
  readonly options: CubeOptions;
  /** 0-based axes of the array: longitude, latitude, spectral – in any order in the file; one from NAXIS on has one pixel */
  readonly axes: { readonly x: number; readonly y: number; readonly z: number };
  readonly box: { readonly x: CubeSpan; readonly y: CubeSpan; readonly z: CubeSpan };
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
  /** the axes besides those three, in the order of the file */
  readonly otherAxes: readonly number[];
  /** a cube each; the first of `otherAxes` runs fastest */
  readonly planes: readonly CubePlane[];
  /** the box of the image that holds all of it, NAXIS1 first; picked planes as first, count and step when they are evenly spaced */
  readonly cuts: readonly AxisCut[];
  /** the polarization planes that POL picked, when they are not evenly spaced: no box holds just them */
  readonly uneven: boolean;
  readonly spectral: SpectralCoordinates;
  readonly pixels: PixelType;
  /** ZEROBLANK: what is exactly zero is read as a pixel without a value (see zerosBlanked) */
  readonly zerosBlank?: boolean;
  /** BUNIT, trimmed; '' without */
  readonly unit: string;
  readonly beams: Beams;
  readonly sky: CelestialAxes;
  /** the image of the same size that says the noise of each sample: STAT, VAR, IVAR, ERR and the like */
  readonly variance?: Companion;
  /** what its planes are made of, when they are not those of the file; `image` is then what the file would be with such planes */
  readonly derived?: DerivedPlanes;
  /** what was done to the pixels before anything else, in sentences for HISTORY and DRYRUN */
  readonly notes?: readonly string[];
  /** MASK: another dataset that says which voxels are kept */
  readonly mask?: CubeMask;
}

/** Another image that says which voxels of a cube are kept: those where it is neither zero nor blank (kernels.md §6.1). */
export interface CubeMask {
  /** of the dataset, for headers */
  readonly id: string;
  readonly etag: string;
  /** the mask as a cube of its own; `nz` 1: the same for every channel */
  readonly pixels: Cube;
  /** without channels: it says the same of all of them */
  readonly isImage: boolean;
  /** its pixels are those of the cube; otherwise the nearest one on the sky is taken */
  readonly isSameGrid: boolean;
  /** the channel of the mask for each channel of the cube, counted in the box of `pixels`; −1 where it has none */
  readonly channels: Int32Array;
  /** the part of the cube, 0 … 1, that the mask covers */
  readonly overlap: number;
}

/** How planes are made of those of another cube. */
export type DerivedPlanes =
  | {
      readonly kind: 'convolved';
      readonly of: Cube;
      /** as ConvolvedPlanes has them */
      readonly kernels: Float64Array;
      /** pixels that the widest kernel reaches along longitude and latitude */
      readonly reach: { readonly x: number; readonly y: number };
      readonly fill: boolean;
      /** multiplications, about */
      readonly cost: number;
    }
  | {
      readonly kind: 'polarized';
      readonly of: Cube;
      readonly state: PolarizedState;
      /** of each plane: those of `of` that it is made of */
      readonly q: readonly number[];
      readonly u: readonly number[];
    };

/** √(Q² + U²) and ½ atan2(U, Q), by ObsCore's names. */
export type PolarizedState = 'POLI' | 'POLA';
