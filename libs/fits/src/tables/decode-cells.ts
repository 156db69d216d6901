import { FatalError } from '#faults';
import { decodePixels } from '../decode-pixels.js';
import type { Bitpix } from '../hdu.js';
import { bytesOf, type Column } from './column.js';

/** How many numbers one element makes: a complex one two. */
export function numbersPerElement({ code }: Column): number {
  return code === 'C' || code === 'M' ? 2 : 1;
}

/**
 * Cells of a column as numbers, with TSCALn and TZEROn applied; TNULLn, and a logical value that is neither T nor F, is NaN. Bits and logical
 * values are 0 and 1.
 * @param bytes `cells` × the bytes of `elements` elements, close together
 */
export function decodeCells(bytes: Uint8Array, column: Column, cells: number, elements: number): Float64Array {
  if (column.code === 'L') return Float64Array.from(bytes, logical);
  if (column.code === 'X') return bits(bytes, cells, elements);
  const bitpix = BITPIX[column.code];
  if (bitpix === undefined) throw new FatalError(`column ${column.number} (${column.name}) holds text, not numbers`);
  const blank = column.nullValue === undefined ? undefined : Number(column.nullValue);
  return decodePixels(bytes, bitpix, { bscale: column.scale, bzero: column.zero, blank });
}

const BITPIX: Readonly<Record<string, Bitpix>> = { B: 8, I: 16, J: 32, K: 64, E: -32, D: -64, C: -32, M: -64 };

function logical(byte: number): number {
  return byte === 0x54 ? 1 : byte === 0x46 ? 0 : NaN;
}

/** The first bit is the highest of the first byte (Standard §7.3.3.1). */
function bits(bytes: Uint8Array, cells: number, elements: number): Float64Array {
  const values = new Float64Array(cells * elements);
  const width = bytesOf('X', elements);
  for (let cell = 0; cell < cells; cell++)
    for (let bit = 0; bit < elements; bit++) values[cell * elements + bit] = (bytes[cell * width + (bit >> 3)] >> (7 - (bit & 7))) & 1;
  return values;
}
