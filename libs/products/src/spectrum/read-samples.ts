import { bytesOf, decodePixels, scalingOf, type Bitpix, type BinTable, type ByteSource, type Column } from '#fits';
import type { Image } from '../image.js';
import { fillPart, type Part } from '../part.js';
import { sectionOf, type AxisCut } from '../section.js';
import type { Datatype } from './spectra.js';

/** A run of an image along `sampleAxis`, the pixels of the other axes being `at`; physical values, NaN for blanks. */
export async function readImageSamples(
  source: ByteSource,
  image: Image,
  run: { readonly sampleAxis: number; readonly at: readonly number[]; readonly first: number; readonly count: number },
  signal?: AbortSignal,
): Promise<Float64Array> {
  const { hdu, header, shape, tiled } = image;
  const cuts = shape.axes.map((size, axis): AxisCut => {
    return axis === run.sampleAxis
      ? { size, first: run.first, count: run.count, step: 1 }
      : { size, first: run.at[axis] ?? 0, count: 1, step: 1 };
  });
  const part: Part = tiled
    ? { kind: 'tiles', tiled, cuts }
    : { kind: 'section', source, section: sectionOf(hdu.dataOffset, shape.bytesPerPixel, cuts) };
  const bytes = Buffer.allocUnsafe(run.count * shape.bytesPerPixel);
  if (bytes.length > 0) await fillPart(part, 0, bytes, signal);
  return decodePixels(bytes, shape.bitpix, scalingOf(header));
}

/** Elements `first` … of one cell; TSCALn, TZEROn and TNULLn are applied. A cell of variable length that ends before is filled up with NaN. */
export async function readCell(
  table: BinTable,
  column: Column,
  { row, first, count }: { readonly row: number; readonly first: number; readonly count: number },
  signal?: AbortSignal,
): Promise<Float64Array> {
  const width = bytesOf(column.code, 1);
  let start = table.hdu.dataOffset + row * table.rowBytes + column.offset;
  let there = count;
  if (column.variable) {
    const { counts, offsets } = await table.descriptors(column, { first: row, count: 1 }, signal);
    start = table.heapOffset + offsets[0];
    there = Math.min(Math.max(counts[0] - first, 0), count);
  }
  const values = new Float64Array(count).fill(NaN, there);
  if (there === 0) return values;
  const bytes = await table.source.read({ offset: start + first * width, length: there * width }, { signal });
  const blank = column.nullValue === undefined ? undefined : Number(column.nullValue);
  return decodePixels(bytes, BITPIX[column.code]!, { bscale: column.scale, bzero: column.zero, blank }, values);
}

/** Whether the elements are real numbers. */
export const isNumeric = ({ code }: Column): boolean => BITPIX[code] !== undefined;

const BITPIX: Readonly<Record<string, Bitpix | undefined>> = { B: 8, I: 16, J: 32, K: 64, E: -32, D: -64 };

const DATATYPES: Readonly<Record<Bitpix, Datatype>> = {
  8: 'unsignedByte',
  16: 'short',
  32: 'int',
  64: 'long',
  [-32]: 'float',
  [-64]: 'double',
};

/** What holds the values without loss: scaled whole numbers become doubles. */
export function datatypeOf(bitpix: Bitpix, scale: number, zero: number): Datatype {
  return scale === 1 && zero === 0 ? DATATYPES[bitpix] : 'double';
}

export function imageDatatype({ header, shape }: Image): Datatype {
  const { bscale, bzero } = scalingOf(header);
  return datatypeOf(shape.bitpix, bscale, bzero);
}

export function columnDatatype({ code, scale, zero }: Column): Datatype {
  return datatypeOf(BITPIX[code]!, scale, zero);
}

/** Elements along the first axis of a cell; of cells of variable length, what TFORMn promises, or Infinity. */
export function lengthOf({ repeat, dims, variable, maxElements }: Column): number {
  if (variable) return maxElements || Infinity;
  return dims && dims.length > 1 && repeat % dims[0] === 0 && dims.reduce((size, length) => size * length, 1) === repeat
    ? leading(dims)
    : repeat;
}

/** The first axis with more than one element: (1, 1, 8192) is a vector of 8192, too. */
const leading = (dims: readonly number[]): number => dims.find((length) => length > 1) ?? 1;
