import type { BinTable, Column, FitsFile, Hdu } from '#fits';
import type { AxisMap } from '#wcs';
import type { Image } from '../image.js';

/** Spectra that were recognised in a file, and what the catalogue wants to know of them. */
export interface Spectra {
  readonly file: FitsFile;
  readonly images: readonly Image[];
  readonly arms: readonly Arm[];
  /** vacuum wavelength of the outer edges of all samples */
  readonly bandMetres?: readonly [number, number];
  /** along the spectral axis, all arms together */
  readonly samples: number;
  /** how many spectra the file holds: the most that an arm has */
  readonly count: number;
  /** why there are no wavelengths, as a sentence: then BAND cannot be used, CHANNEL can */
  readonly reason?: string;
  /** what had to be guessed, as sentences */
  readonly notes: readonly string[];
  /** bytes of the numbers of all arms that are held, beside headers */
  readonly keptBytes: number;
}

/** What runs along one axis of samples: the arrays of a DESI arm, the vectors or the rows of a table, an image with its companions. */
export interface Arm {
  /** 'B' of B_FLUX, the EXTNAME of a table, or '' */
  readonly name: string;
  readonly hdu: Hdu;
  readonly samples: number;
  /** that lie beside each other; each has `samples` samples */
  readonly spectra: number;
  /** whether all spectra have the grid of the first */
  readonly shared: boolean;
  grid(spectrum: number): Grid;
  readonly quantities: readonly Quantity[];
  readonly pieces: readonly Piece[];
  /** bytes of the numbers that its grids keep; none when they read what they need, or compute it */
  readonly keptBytes?: number;
  readonly notes: readonly string[];
}

export type SpectralQuantity = 'FREQ' | 'AFRQ' | 'ENER' | 'WAVN' | 'VRAD' | 'WAVE' | 'VOPT' | 'ZOPT' | 'AWAV' | 'VELO' | 'BETA';

export type Medium = 'air' | 'vacuum';

/** The spectral coordinates of the samples of one spectrum, as the file has them. */
export interface Grid {
  readonly samples: number;
  /** undefined when the samples have no coordinate but their number */
  readonly quantity?: SpectralQuantity;
  /** of `values`; a FITS unit */
  readonly unit: string;
  /** what holds the values without loss */
  readonly datatype: Datatype;
  readonly medium?: Medium;
  values(first: number, count: number, signal?: AbortSignal): Promise<Float64Array>;
  /** `values` → vacuum wavelength in metres, in place; NaN where there is none */
  readonly toMetres?: (values: Float64Array) => void;
  /** the same as a function of the sample (0-based, between samples too), when nothing must be read for it */
  readonly map?: AxisMap;
  /** why there are no metres */
  readonly reason?: string;
}

export type Role = 'flux' | 'error' | 'variance' | 'ivar' | 'mask' | 'other';

export type Datatype = 'double' | 'float' | 'long' | 'int' | 'short' | 'unsignedByte';

/** A number for each sample of each spectrum. */
export interface Quantity {
  readonly name: string;
  readonly role: Role;
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly datatype: Datatype;
  values(spectrum: number, first: number, count: number, signal?: AbortSignal): Promise<Float64Array>;
}

/** An HDU that belongs to an arm, and how the samples run in it. */
export type Piece = ImagePiece | RowsPiece | CellsPiece;

export interface ImagePiece {
  readonly kind: 'image';
  readonly image: Image;
  /** 0-based; the axes before it have one pixel */
  readonly sampleAxis: number;
  /** the axis on which the spectra lie beside each other, when there is exactly one */
  readonly spectrumAxis?: number;
}

/** Each row is a sample, or else (`of: 'spectra'`) says something about a spectrum. */
export interface RowsPiece {
  readonly kind: 'rows';
  readonly table: BinTable;
  readonly of: 'samples' | 'spectra';
}

/** Each row is a spectrum whose samples are the elements of the `vectors`. */
export interface CellsPiece {
  readonly kind: 'cells';
  readonly table: BinTable;
  readonly vectors: readonly Column[];
  /** what in the header or the rows follows the first sample */
  readonly start?: RowStart;
}

/** A linear axis told by numbers in each row: SDFITS' CRPIX1, or the first wavelength and the step of IUE. */
export type RowStart =
  | { readonly kind: 'reference'; /** undefined: a card of the header (or absent) */ readonly column?: Column }
  | { readonly kind: 'first'; readonly first: Column; readonly step: Column };
