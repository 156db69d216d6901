import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export type Query = Readonly<Record<string, string>>;
export type Values = readonly (number | null)[];

/** What products of a real cube hold; made by make_cube_goldens.py, which says by which rules. Blank is null. */
export interface CubeGolden {
  readonly sha256: string;
  readonly unit: string;
  /** float64, of which products are float64 */
  readonly isDouble: boolean;
  /** of a map: longitude and latitude in the order of the file */
  readonly axes: readonly [number, number];
  readonly planes: number;
  readonly channels: number;
  /** of a channel (median) and of all */
  readonly width: number;
  readonly span: number;
  /** largest absolute value */
  readonly peak: number;
  /** of every n-th channel, eight or a few more */
  readonly coordinates: readonly number[];
  readonly hasCompanion: boolean;
  /** `pixels`: in a plane; values one plane after the other */
  readonly moments: readonly {
    readonly label: string;
    readonly query: Query;
    readonly pixels: readonly number[];
    /** maps of errors are for a noise of 1 */
    readonly maps: Readonly<Record<string, Values>>;
    /** samples of the whole cube */
    readonly kept: number;
    /** of each plane */
    readonly noise?: readonly number[];
  }[];
  /** values: planes, channels, samples */
  readonly slices: readonly {
    readonly query: Query;
    readonly channels: readonly number[];
    readonly samples: number;
    readonly step: number;
    readonly values: Values;
    readonly lonDeg: readonly number[];
    readonly latDeg: readonly number[];
  }[];
  /** values: planes, maps, pixels */
  readonly panels: readonly {
    readonly query: Query;
    readonly maps: number;
    readonly first: number;
    readonly step: number;
    readonly pixels: readonly number[];
    readonly values: Values;
  }[];
  /** values: planes, rows */
  readonly spectra: readonly { readonly query: Query; readonly rows: readonly number[]; readonly values: Values }[];
  readonly profiles: readonly ({ readonly query: Query } & Readonly<Record<'MEAN' | 'MEDIAN' | 'MAX' | 'NPIX' | 'VARIANCE', Values>>)[];
}

export const cubeGoldens = JSON.parse(gunzipSync(readFileSync(join(import.meta.dirname, 'cube-goldens.json.gz'))).toString()) as Readonly<
  Record<string, CubeGolden>
>;
