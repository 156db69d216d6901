import { LimitError } from '#faults';
import type { BinTable, Column, Header } from '#fits';
import { unitScale } from '#wcs';
import { computedGrid } from './grid.js';
import { mediumOf } from './medium.js';
import { coordinateNamed } from './names.js';
import { lengthOf } from './read-samples.js';
import type { Grid, RowStart } from './spectra.js';

/** A linear axis in each row of a table. */
export interface RowAxis {
  readonly samples: number;
  readonly shared: boolean;
  readonly variable?: Column['variable'];
  readonly start: RowStart;
  /** bytes of the numbers that the grids keep */
  readonly keptBytes: number;
  readonly notes: readonly string[];
  grid(row: number): Grid;
}

/** Numbers of that many rows are kept: some tens of megabytes. */
const MOST_ROWS = 2 ** 20;
const BLOCK = 2 ** 14;

/** The linear axis of the vectors, as SDFITS or as the tables of IUE tell it. */
export async function rowAxis(
  table: BinTable,
  vectors: readonly Column[],
  primary: Header,
  signal?: AbortSignal,
): Promise<RowAxis | undefined> {
  return (await referenceAxis(table, vectors, primary, signal)) ?? (await firstAndStep(table, vectors, primary, signal));
}

/** SDFITS and the Green Bank convention: CRVAL1, CDELT1, CRPIX1 and CTYPE1 are columns or cards. */
async function referenceAxis(
  table: BinTable,
  vectors: readonly Column[],
  primary: Header,
  signal?: AbortSignal,
): Promise<RowAxis | undefined> {
  const { header } = table.hdu;
  const told = (keyword: string): boolean => table.column(keyword) !== undefined || header.has(keyword);
  if (!told('CRVAL1') || !(told('CDELT1') || told('CD1_1'))) return undefined;
  const data =
    vectors.find(({ name }) => /^(DATA|SPECTRUM|SERIES|SPECTRA|FLUX)$/i.test(name)) ?? (vectors.length === 1 ? vectors[0] : undefined);
  if (!data) return undefined;
  assertRows(table);
  let keptBytes = 0;
  const number = async (keyword: string, fallback: number) => {
    const { bytes, at } = await numbersOf(table, keyword, fallback, signal);
    keptBytes += bytes;
    return at;
  };
  const [value, step, pixel, rest] = [
    await number('CRVAL1', 0),
    await number(told('CDELT1') ? 'CDELT1' : 'CD1_1', 1),
    await number('CRPIX1', 0),
    await number('RESTFRQ', NaN),
  ];
  const otherRest = await number('RESTFREQ', NaN);
  const ctype = await textOf(table, 'CTYPE1', signal);
  const unit = (await textOf(table, 'CUNIT1', signal)) ?? table.column('CRVAL1')?.unit ?? '';
  const samples = lengthOf(data);
  const quantity = QUANTITIES.find(([pattern]) => pattern.test(ctype ?? (/^SINGLE ?DISH$/i.test(table.hdu.name) ? 'FREQ' : '')))?.[1];
  if (!quantity) return undefined;
  const coordinate = {
    quantity,
    unit: unitScale(unit)?.dimension === 'none' ? '' : unit,
    medium: mediumOf([header, primary], [ctype]).medium,
  };
  const grid = (row: number): Grid => {
    const restHz = [rest(row), otherRest(row)].find((hz) => hz > 0);
    return computedGrid(samples, { ...coordinate, restHz }, (sample) => value(row) + (sample + 1 - pixel(row)) * step(row));
  };
  const columns = ['CRVAL1', 'CDELT1', 'CD1_1', 'CRPIX1', 'RESTFRQ', 'RESTFREQ'].some((keyword) => table.column(keyword) !== undefined);
  return {
    samples,
    shared: !columns,
    variable: data.variable,
    grid,
    start: { kind: 'reference', column: table.column('CRPIX1') },
    keptBytes,
    notes: [],
  };
}

const QUANTITIES = [
  [/^FREQ/i, 'FREQ'],
  [/^(VRAD|RADI|VELO|FELO)/i, 'VRAD'],
  [/^(VOPT|OPTI)/i, 'VOPT'],
  [/^AWAV/i, 'AWAV'],
  [/^(WAVE|LAMBDA)/i, 'WAVE'],
  [/^ENER/i, 'ENER'],
] as const;

/** IUE: the first wavelength, the step, and how many points are no padding. */
async function firstAndStep(
  table: BinTable,
  vectors: readonly Column[],
  primary: Header,
  signal?: AbortSignal,
): Promise<RowAxis | undefined> {
  const scalars = table.columns.filter((column) => !column.variable && column.repeat === 1);
  const first = scalars.find((column) => coordinateNamed(column.name)?.quantity === 'WAVE');
  const step = scalars.find((column) => /^(DELTAW|DELTA_?WAVE|DELTA_?LAMBDA|DISP(ERSION)?|DWAVE|WSTEP|CDELT1)$/i.test(column.name));
  if (!first || !step || vectors.length === 0) return undefined;
  assertRows(table);
  const [start, increment] = [await numbersOf(table, first.name, NaN, signal), await numbersOf(table, step.name, NaN, signal)];
  const samples = Math.max(...vectors.map(lengthOf));
  const { header } = table.hdu;
  const told = mediumOf([header, primary], [first.ucd, first.name, header.comment(`TTYPE${first.number}`)]);
  const unit = first.unit && unitScale(first.unit)?.dimension === 'length' ? first.unit : 'Angstrom';
  const grid = (row: number): Grid =>
    computedGrid(samples, { quantity: 'WAVE', unit, medium: told.medium }, (sample) => start.at(row) + sample * increment.at(row));
  const notes = [told.note ?? (told.medium ? '' : 'the header does not say air or vacuum; taken as vacuum')].filter(Boolean);
  return { samples, shared: false, grid, notes, start: { kind: 'first', first, step }, keptBytes: start.bytes + increment.bytes };
}

interface RowNumbers {
  readonly bytes: number;
  readonly at: (row: number) => number;
}

/** The number of a keyword for each row: a column, else a card for all rows. */
async function numbersOf(table: BinTable, keyword: string, fallback: number, signal?: AbortSignal): Promise<RowNumbers> {
  const column = table.column(keyword);
  if (!column || column.variable || column.repeat !== 1 || column.code === 'A') {
    const value = table.hdu.header.number(keyword) ?? fallback;
    return { bytes: 0, at: () => value };
  }
  const values = new Float64Array(table.rows);
  for (let first = 0; first < table.rows; first += BLOCK) {
    values.set(await table.numbers(column, { first, count: Math.min(BLOCK, table.rows - first) }, signal), first);
  }
  return { bytes: values.byteLength, at: (row) => values[row] };
}

/** The text of a keyword in the first row, or of the card. */
async function textOf(table: BinTable, keyword: string, signal?: AbortSignal): Promise<string | undefined> {
  const column = table.column(keyword);
  if (column?.code !== 'A') return table.hdu.header.string(keyword)?.trim();
  return (await table.texts(column, { first: 0, count: 1 }, signal))[0]?.trim();
}

function assertRows({ hdu, rows }: BinTable): void {
  if (rows <= MOST_ROWS) return;
  throw new LimitError(`HDU ${hdu.index} holds ${rows} spectra with an axis each, the most is ${MOST_ROWS}`);
}
