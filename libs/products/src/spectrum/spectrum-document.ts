import type { Header } from '#fits';
import type { Provenance } from '../provenance.js';
import type { ArmCut } from './choose-samples.js';
import { columnsOf, type SpectrumColumn } from './document-columns.js';
import { metresOf } from './grid.js';
import { timeOf, type Place } from './place.js';
import { placesOf } from './places.js';
import type { Medium, Spectra } from './spectra.js';

/** Spectra as plain data, for the writers of VOTable and CSV; the numbers come block by block when they are asked for. */
export interface SpectrumDocument {
  readonly creator: string;
  readonly sourceId: string;
  readonly request: string;
  /** when the source file was last changed */
  readonly sourceModified: Date;
  readonly notes: readonly string[];
  readonly instrument?: string;
  readonly telescope?: string;
  /** names of all columns of all tables, each once */
  readonly columnNames: readonly string[];
  /** how many tables there are */
  readonly count: number;
  tables(signal?: AbortSignal): AsyncIterable<SpectrumTable>;
}

/** One spectrum. */
export interface SpectrumTable {
  /** names what the spectrum runs along when a file has several of such: 'B', 'HDU2' */
  readonly arm: string;
  /** 1-based, within the arm */
  readonly spectrum: number;
  readonly target?: string;
  readonly place?: Place;
  readonly timeMjd?: readonly [number, number];
  readonly exposureSeconds?: number;
  readonly specsys?: string;
  readonly medium?: Medium;
  /** vacuum wavelength of the first and the last sample, the lower first */
  readonly bandMetres?: readonly [number, number];
  readonly columns: readonly SpectrumColumn[];
  readonly rows: number;
  /** the samples of the source, 1-based, that these are */
  readonly samples: readonly [number, number];
  /** for each block an array for each column, all of the same length */
  blocks(signal?: AbortSignal): AsyncIterable<readonly Float64Array[]>;
}

const BLOCK_ROWS = 2048;

export function spectrumDocument(spectra: Spectra, cuts: readonly ArmCut[], provenance: Provenance): SpectrumDocument {
  const primary = spectra.file.hdus[0].header;
  const columns = new Map(cuts.map((cut) => [cut, columnsOf(cut.arm)]));
  return {
    creator: provenance.creator,
    sourceId: provenance.sourceId,
    request: provenance.request,
    sourceModified: provenance.sourceModified,
    notes: spectra.notes,
    instrument: textOf([cuts[0].arm.hdu.header, primary], 'INSTRUME'),
    telescope: textOf([cuts[0].arm.hdu.header, primary], 'TELESCOP'),
    columnNames: [...new Set([...columns.values()].flat().map(({ name }) => name))],
    count: cuts.reduce((sum, cut) => sum + cut.spectra.count, 0),
    async *tables(signal) {
      for (const cut of cuts) {
        const places = await placesOf(cut.arm, spectra, signal);
        for (let k = 0; k < cut.spectra.count; k++)
          yield await tableOf(cut, k, columns.get(cut)!, primary, places?.(cut.spectra.spectrum(k)), signal);
      }
    },
  };
}

async function tableOf(
  { arm, spectra }: ArmCut,
  k: number,
  columns: readonly SpectrumColumn[],
  primary: Header,
  place: Place | undefined,
  signal?: AbortSignal,
): Promise<SpectrumTable> {
  const spectrum = spectra.spectrum(k);
  const { first, last } = spectra.span(k);
  const grid = arm.grid(spectrum);
  const ends = grid.reason === undefined ? [(await metresOf(grid, first, 1, signal))[0], (await metresOf(grid, last, 1, signal))[0]] : [];
  const headers = [arm.hdu.header, primary];
  const exposure = headers
    .map((header) => header.number('EXPTIME') ?? header.number('EXPOSURE'))
    .find((seconds) => seconds !== undefined && seconds > 0);
  return {
    arm: arm.name || `HDU${arm.hdu.index}`,
    spectrum: spectrum + 1,
    target: textOf(headers, 'OBJECT'),
    place,
    timeMjd: timeOf(headers),
    exposureSeconds: exposure,
    specsys: textOf(headers, 'SPECSYS'),
    medium: grid.medium,
    bandMetres: ends.length === 2 && ends.every((metres) => metres > 0) ? [Math.min(...ends), Math.max(...ends)] : undefined,
    columns,
    rows: last - first + 1,
    samples: [first + 1, last + 1],
    async *blocks(abort = signal) {
      for (let at = first; at <= last; at += BLOCK_ROWS) {
        const count = Math.min(BLOCK_ROWS, last - at + 1);
        const block = [await grid.values(at, count, abort)];
        for (const { values } of arm.quantities) block.push(await values(spectrum, at, count, abort));
        yield block;
      }
    },
  };
}

function textOf(headers: readonly Header[], keyword: string): string | undefined {
  return headers.map((header) => header.string(keyword)?.trim()).find((text) => text);
}
