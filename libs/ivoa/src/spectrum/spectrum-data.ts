/** Spectra as a product has them: plain data, the numbers block by block. */
export interface SpectrumData {
  readonly creator: string;
  readonly sourceId: string;
  readonly request: string;
  readonly sourceModified: Date;
  readonly notes: readonly string[];
  readonly instrument?: string;
  readonly telescope?: string;
  /** of all tables together, each once */
  readonly columnNames: readonly string[];
  readonly count: number;
  tables(signal?: AbortSignal): AsyncIterable<SpectrumTableData>;
}

/** One spectrum. */
export interface SpectrumTableData {
  readonly arm: string;
  /** 1-based */
  readonly spectrum: number;
  readonly target?: string;
  readonly place?: { readonly lonDeg: number; readonly latDeg: number; readonly radiusDeg: number };
  readonly timeMjd?: readonly [number, number];
  readonly exposureSeconds?: number;
  readonly specsys?: string;
  readonly medium?: 'air' | 'vacuum';
  readonly bandMetres?: readonly [number, number];
  readonly columns: readonly SpectrumColumnData[];
  readonly rows: number;
  /** 1-based, inclusive */
  readonly samples: readonly [number, number];
  blocks(signal?: AbortSignal): AsyncIterable<readonly Float64Array[]>;
}

export interface SpectrumColumnData {
  readonly name: string;
  readonly datatype: 'double' | 'float' | 'long' | 'int' | 'short' | 'unsignedByte';
  /** a unit as FITS files have it */
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly description?: string;
}
