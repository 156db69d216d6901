import { UnsupportedError } from '#faults';
import { bytesOf, encodePixels, padded, type BinTable, type Bitpix, type Column, type HeaderEditor } from '#fits';
import type { Span } from '#region';
import type { Part } from '../part.js';
import type { PlanRoom } from '../plan-room.js';
import type { Choice } from './choice.js';
import type { ArmCut } from './choose-samples.js';
import { lengthOf } from './read-samples.js';
import { RowCutter, runsOf, type Patch, type RowRun, type Segment } from './row-cutter.js';
import type { Arm, CellsPiece, RowsPiece, RowStart } from './spectra.js';

/** A table after a cut: its header to be completed, and its data, padded. */
export interface CutTable {
  readonly editor: HeaderEditor;
  readonly data: readonly Part[];
}

/** The rows of the samples, or of the spectra, that are left. */
export function cutRows({ table, of }: RowsPiece, { spectra, arm }: ArmCut, room: PlanRoom): CutTable {
  const { first, last } = spectra.union;
  const runs = of === 'samples' ? [{ first, count: last - first + 1 }] : rowsOf(table, spectra, arm, 1, room);
  return assembled(table, runs, [{ offset: 0, length: table.rowBytes }], editorOf(table));
}

/** The rows of the spectra that are left; their vectors are all cut to the samples that any of them needs, so that the columns stay columns. */
export async function cutCells(
  { table, vectors, start }: CellsPiece,
  { arm, spectra }: ArmCut,
  room: PlanRoom,
  signal?: AbortSignal,
): Promise<CutTable> {
  const perRow = Math.max(1, Math.round(arm.spectra / table.rows));
  const runs = rowsOf(table, spectra, arm, perRow, room);
  const { union } = spectra;
  const editor = editorOf(table);
  const count = union.last - union.first + 1;
  if (count === arm.samples) return assembled(table, runs, [{ offset: 0, length: table.rowBytes }], editor);
  const uncut = vectors.find(({ variable }) => variable);
  if (uncut) {
    throw new UnsupportedError(
      `column ${uncut.name} of HDU ${table.hdu.index} of ${table.source.name} is of variable length, which is not cut as FITS; RESPONSEFORMAT=votable or csv can be had`,
    );
  }
  for (const vector of vectors) shortened(table, editor, vector, arm.samples, union);
  for (const keyword of ['WAVELMIN', 'WAVELMAX', 'SPEC_VAL', 'SPEC_BW']) editor.remove(keyword);
  if (table.hdu.header.integer('NELEM') === arm.samples) editor.set('NELEM', count);
  const segments = segmentsOf(table, vectors, arm.samples, union);
  const place = (column: Column) => placeIn(segments, column);
  const numbers = (column: Column) => {
    room.take(8 * table.rows, `the numbers of the ${table.rows} rows of ${table.source.name}`);
    return table.numbers(column, { first: 0, count: table.rows }, signal);
  };
  const patches = [
    ...(start ? await started(table, start, union, editor, place, numbers) : []),
    ...(await counted(table, union, place, numbers)),
  ];
  return assembled(table, runs, segments, editor, patches);
}

/** The rows of the spectra that are left; room is taken for where each run of them begins. */
function rowsOf(table: BinTable, spectra: Choice, arm: Arm, perRow: number, room: PlanRoom): RowRun[] {
  if (spectra.count === arm.spectra) return [{ first: 0, count: table.rows }];
  const rows = function* (): Generator<number> {
    for (let k = 0; k < spectra.count; k++) yield Math.floor(spectra.spectrum(k) / perRow);
  };
  return runsOf(rows(), () => room.take(RUN_BYTES, `the choices among the ${arm.spectra} spectra of ${table.source.name}`));
}

const RUN_BYTES = 48;

const editorOf = ({ hdu }: BinTable): HeaderEditor =>
  hdu.header.edit().remove('CHECKSUM').remove('DATASUM').remove('DATAMIN').remove('DATAMAX');

function assembled(
  table: BinTable,
  runs: readonly RowRun[],
  segments: readonly Segment[],
  editor: HeaderEditor,
  patches: readonly Patch[] = [],
): CutTable {
  const rows = new RowCutter(table, runs, segments, patches);
  editor.set('NAXIS1', rows.rowBytes).set('NAXIS2', rows.rowBytes === 0 ? 0 : rows.size / rows.rowBytes);
  // What lies in the heap is found by its distance from the start, so all of it goes along.
  const heap = table.columns.some(({ variable }) => variable) ? table.heapBytes : 0;
  editor.set('PCOUNT', heap).remove('THEAP');
  const whole = (source: BinTable['source'], offset: number, length: number): Part => ({
    kind: 'section',
    source,
    section: { offset, runBytes: length, runs: 1, dims: [] },
  });
  const length = rows.size + heap;
  const data: Part[] = rows.size > 0 ? [whole(rows, 0, rows.size)] : [];
  if (heap > 0) data.push(whole(table.source, table.heapOffset, heap));
  return { editor, data: [...data, { kind: 'zeros', length: padded(length) - length }] };
}

/** The bytes of a row without the elements that are cut off. */
function segmentsOf(table: BinTable, vectors: readonly Column[], samples: number, union: Span): Segment[] {
  const segments: { offset: number; length: number }[] = [];
  const keep = (offset: number, length: number) => {
    const last = segments.at(-1);
    if (last && last.offset + last.length === offset) last.length += length;
    else if (length > 0) segments.push({ offset, length });
  };
  for (const column of table.columns) {
    if (!vectors.includes(column)) {
      keep(column.offset, column.width);
      continue;
    }
    const width = bytesOf(column.code, 1);
    for (let element = 0; element < column.repeat; element += samples) {
      keep(column.offset + (element + union.first) * width, (union.last - union.first + 1) * width);
    }
  }
  return segments;
}

/** Where in the new row a column that was not cut begins. */
function placeIn(segments: readonly Segment[], column: Column): number {
  let at = 0;
  for (const { offset, length } of segments) {
    if (column.offset >= offset && column.offset < offset + length) return at + column.offset - offset;
    at += length;
  }
  return at;
}

function shortened({ hdu }: BinTable, editor: HeaderEditor, column: Column, samples: number, { first, last }: Span): void {
  const { number, code, repeat, dims } = column;
  const count = last - first + 1;
  editor.set(`TFORM${number}`, `${(repeat / samples) * count}${code}`);
  if (dims && lengthOf(column) === samples) {
    const cut = dims.findIndex((length) => length === samples);
    editor.set(`TDIM${number}`, `(${dims.map((length, axis) => (axis === cut ? count : length)).join(',')})`);
  }
  // The WCS of a vector (Standard table 22) counts its elements.
  const reference = hdu.header.number(`1CRPX${number}`);
  if (reference !== undefined) editor.set(`1CRPX${number}`, reference - first);
  for (const keyword of [`TDMIN${number}`, `TDMAX${number}`]) editor.remove(keyword);
}

/** What tells the axis of the vectors follows the first sample: cards, a shift of the column (TZEROn), or the numbers of each row. */
async function started(
  table: BinTable,
  start: RowStart,
  { first }: Span,
  editor: HeaderEditor,
  place: (column: Column) => number,
  numbers: (column: Column) => Promise<Float64Array>,
): Promise<Patch[]> {
  if (start.kind === 'reference') {
    const { column } = start;
    if (first === 0) return [];
    // Each row has its own reference pixel: one shift for all is a card, and the bytes of the rows can pass as they are.
    if (column) editor.set(`TZERO${column.number}`, column.zero - first, 'reference pixels count from the first sample kept');
    else editor.set('CRPIX1', (table.hdu.header.number('CRPIX1') ?? 0) - first);
    return [];
  }
  const [from, step] = [await numbers(start.first), await numbers(start.step)];
  return [{ offset: place(start.first), bytes: (row) => stored(start.first, from[row] + first * step[row]) }];
}

/** Columns that say how many elements of the vectors are no padding. */
async function counted(
  table: BinTable,
  { first, last }: Span,
  place: (column: Column) => number,
  numbers: (column: Column) => Promise<Float64Array>,
): Promise<Patch[]> {
  const patches: Patch[] = [];
  for (const column of table.columns) {
    if (!/^(NPTS|NPOINTS|NELEM)$/i.test(column.name) || column.repeat !== 1 || BITPIX[column.code] === undefined) continue;
    const counts = await numbers(column);
    patches.push({ offset: place(column), bytes: (row) => stored(column, Math.min(Math.max(counts[row] - first, 0), last - first + 1)) });
  }
  return patches;
}

const BITPIX: Readonly<Record<string, Bitpix>> = { B: 8, I: 16, J: 32, K: 64, E: -32, D: -64 };

const stored = ({ code, scale, zero }: Column, value: number): Uint8Array => encodePixels([(value - zero) / scale], BITPIX[code]);
