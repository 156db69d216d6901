import { BinTable, type Column, type Hdu, type Header } from '#fits';
import { roleOf, spectralColumn, type SpectralColumn } from './column-roles.js';
import { storedGrid } from './grid.js';
import { columnDatatype, isNumeric, lengthOf, readCell } from './read-samples.js';
import { rowAxis } from './row-axis.js';
import type { Arm, Grid, Quantity, RowStart } from './spectra.js';

/** The spectra of a binary table: a sample in each row, or a spectrum in each row; undefined when it holds none. */
export async function tableArm(table: BinTable, primary: Header, signal?: AbortSignal): Promise<Arm | undefined> {
  if (table.rows === 0 || NO_SPECTRA.test(table.hdu.name)) return undefined;
  return sampleRows(table, primary) ?? (await spectrumRows(table, primary, signal));
}

/** Lists of photons and of lines have energies and wavelengths, too. */
const NO_SPECTRA = /^(EVENTS|GTI|EBOUNDS|LINES|SPZLINE|LINELIST)$/i;

const name = ({ name }: Hdu): string => name;

/** A column for each quantity: at least the coordinate and a flux. */
function sampleRows(table: BinTable, primary: Header): Arm | undefined {
  const { hdu, rows } = table;
  const columns = table.columns.filter((column) => isNumeric(column) && !column.variable && column.repeat === 1);
  const spectral = spectralColumn(columns, hdu.header, primary);
  if (rows < 2 || !spectral) return undefined;
  const others = columns.filter((column) => column !== spectral.column);
  if (!others.some((column) => roleOf(column) === 'flux')) return undefined;
  const read = (column: Column) => (first: number, count: number, signal?: AbortSignal) => table.numbers(column, { first, count }, signal);
  const grid = storedGrid(rows, spectral.coordinate, columnDatatype(spectral.column), read(spectral.column));
  return {
    name: name(hdu),
    hdu,
    samples: rows,
    spectra: 1,
    shared: true,
    grid: () => grid,
    quantities: others.map((column) => quantityOf(column, (_, first, count, signal) => read(column)(first, count, signal))),
    pieces: [{ kind: 'rows', table, of: 'samples' }],
    notes: spectral.notes,
  };
}

/** Vectors in each row, with a vector of coordinates or with numbers that tell a linear axis. */
async function spectrumRows(table: BinTable, primary: Header, signal?: AbortSignal): Promise<Arm | undefined> {
  const { hdu, rows } = table;
  const vectors = table.columns.filter((column) => isNumeric(column) && lengthOf(column) > 1);
  const spectral = spectralColumn(vectors, hdu.header, primary);
  const linear = spectral ? undefined : await rowAxis(table, vectors, primary, signal);
  const promised = spectral ? lengthOf(spectral.column) : linear?.samples;
  if (promised === undefined) return undefined;
  const isVariable = (spectral?.column.variable ?? linear?.variable) !== undefined;
  const along = vectors.filter((column) => lengthOf(column) === promised && (column.variable !== undefined) === isVariable);
  const samples = isVariable ? await longestCell(table, along, signal) : promised;
  if (samples < 2) return undefined;
  const others = along.filter((column) => column !== spectral?.column);
  if (!others.some((column) => roleOf(column) === 'flux') && !(others.length === 1 && linear)) return undefined;
  // TDIM (samples, n): n spectra in each cell, polarizations for example.
  const perRow = spectral || isVariable ? 1 : Math.max(...others.map((column) => Math.floor(column.repeat / samples)), 1);
  const grid = spectral
    ? vectorGrids(table, spectral, samples)
    : (spectrum: number) => ({ ...linear!.grid(Math.floor(spectrum / perRow)), samples });
  return {
    name: name(hdu),
    hdu,
    samples,
    spectra: rows * perRow,
    shared: rows === 1 || (spectral === undefined && linear!.shared),
    grid,
    quantities: others.map((column) =>
      quantityOf(column, (spectrum, first, count, abort) => {
        const row = Math.floor(spectrum / perRow);
        const within = column.repeat / samples >= perRow && !column.variable ? (spectrum % perRow) * samples : 0;
        return readCell(table, column, { row, first: within + first, count }, abort);
      }),
    ),
    pieces: [
      {
        kind: 'cells',
        table,
        vectors: table.columns.filter((column) => CUT.has(column.code) && lengthOf(column) === promised),
        ...(linear ? { start: linear.start as RowStart } : {}),
      },
    ],
    keptBytes: linear?.keptBytes,
    notes: spectral?.notes ?? linear!.notes,
  };
}

const BLOCK = 2 ** 14;

/** TFORMn promises the most elements of a cell and may be wrong; the cells themselves lie within the heap. */
async function longestCell(table: BinTable, columns: readonly Column[], signal?: AbortSignal): Promise<number> {
  let longest = 0;
  for (const column of columns) {
    for (let first = 0; first < table.rows; first += BLOCK) {
      const { counts } = await table.descriptors(column, { first, count: Math.min(BLOCK, table.rows - first) }, signal);
      for (const count of counts) longest = Math.max(longest, count);
    }
  }
  return longest;
}

/** Elements of whole bytes; a vector of flags or complex numbers is cut, too, though it is no quantity. */
const CUT: ReadonlySet<string> = new Set('LBIJKEDCM');

function vectorGrids(table: BinTable, { column, coordinate }: SpectralColumn, samples: number): (spectrum: number) => Grid {
  return (row) =>
    storedGrid(samples, coordinate, columnDatatype(column), (first, count, signal) =>
      readCell(table, column, { row, first, count }, signal),
    );
}

function quantityOf(column: Column, values: Quantity['values']): Quantity {
  const { unit, ucd, utype } = column;
  return {
    name: column.name || `COL${column.number}`,
    role: roleOf(column),
    unit: unit || undefined,
    ucd: ucd || undefined,
    utype: utype || undefined,
    datatype: columnDatatype(column),
    values,
  };
}
