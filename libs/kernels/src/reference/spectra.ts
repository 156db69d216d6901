import type { Columns, ColumnsSpec } from '../columns.js';
import { bytesPerPixel } from '../pixel-type.js';
import { decode } from './decode.js';
import { select } from './select.js';

/** Spectra of pixels first … first + length − 1: NaN where invalid, and where not kept. */
export function spectraOf(
  spec: ColumnsSpec,
  planes: Pick<Columns, 'input' | 'mask'>,
  first: number,
  length: number,
): { valid: Float64Array[]; kept: Float64Array[] } {
  const width = bytesPerPixel(spec.pixels);
  const columns = () => Array.from({ length }, () => new Float64Array(spec.channels));
  const [valid, kept] = [columns(), columns()];
  const values = new Float64Array(length);
  const places = Uint32Array.from({ length }, (_, i) => first + i);
  for (let k = 0; k < spec.channels; k++) {
    decode(planes.input(k).subarray(first * width, (first + length) * width), spec.pixels, values);
    for (let i = 0; i < length; i++) valid[i][k] = values[i];
    select(spec, k, values, spec.mask ? planes.mask(k) : undefined, places);
    for (let i = 0; i < length; i++) kept[i][k] = values[i];
  }
  return { valid, kept };
}
