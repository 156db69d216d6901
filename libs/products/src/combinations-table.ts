import type { DomainError } from '#faults';
import { parameterTexts, type Filters } from './filters.js';
import { writtenHdu, type PlannedHdu } from './planned-hdu.js';
import { shortened } from './provenance.js';
import { tableHdu, type TableColumn } from './table-hdu.js';

/** One combination of filters, and what became of it. */
export interface Combination {
  readonly filters: Filters;
  /** EXTNAMEs of its HDUs */
  readonly names: readonly string[];
  /** of these together; rows of tables */
  readonly pixels: number;
  /** why there are none */
  readonly reason?: DomainError;
}

/** One row for each combination: its number, the HDUs it has, its parameters in a column each, whether there is anything, why not, and how many pixels. */
export function combinationsTable(rows: readonly Combination[]): PlannedHdu {
  const texts = rows.map(({ filters }) => new Map(parameterTexts(filters)));
  const parameters = [...new Set(texts.flatMap((row) => [...row.keys()]))];
  const columns: TableColumn[] = [
    { name: 'CUTOUT', numbers: rows.map((_, i) => i + 1) },
    { name: 'EXTNAMES', texts: rows.map(({ names }) => names.join(' ')) },
    ...parameters.map((name): TableColumn => ({ name, texts: texts.map((row) => shortened(row.get(name) ?? '')) })),
    { name: 'STATUS', texts: rows.map(({ reason }) => (reason === undefined ? 'OK' : reason.fault === 'no-overlap' ? 'EMPTY' : 'FAILED')) },
    { name: 'REASON', texts: rows.map(({ reason }) => shortened(reason?.message ?? '')) },
    { name: 'PIXELS_OUT', numbers: rows.map(({ pixels }) => pixels) },
  ];
  const { header, data } = tableHdu('COMBINATIONS', columns);
  return writtenHdu(header, data);
}
