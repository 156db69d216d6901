import type { AxisMap } from '#wcs';
import { metresConversion, type Coordinate } from './conversion.js';
import type { Datatype, Grid } from './spectra.js';

/** A grid whose coordinates stand in the file. */
export function storedGrid(samples: number, coordinate: Coordinate, stored: Datatype, read: Grid['values']): Grid {
  const convert = metresConversion(coordinate);
  const datatype = coordinate.log10 ? 'double' : stored;
  return { samples, datatype, ...described(coordinate), values: coordinate.log10 ? powersOf(read) : read, ...metres(convert, coordinate) };
}

/** A grid whose coordinates are a function of the sample (0-based), in the unit of the coordinate. */
export function computedGrid(samples: number, coordinate: Coordinate, at: (sample: number) => number): Grid {
  const convert = metresConversion(coordinate);
  const map: AxisMap = {
    pixelToWorld(pixels, count, out) {
      for (let i = 0; i < count; i++) out[i] = at(pixels[i]);
      (convert as (values: Float64Array) => void)(out.subarray(0, count));
    },
    // What asks for the inverse searches for it when there is none.
    worldToPixel: (_, count, out) => void out.fill(NaN, 0, count),
  };
  return {
    samples,
    datatype: 'double',
    ...described(coordinate),
    values: async (first, count) => {
      const values = Float64Array.from({ length: count }, (_, i) => at(first + i));
      return coordinate.log10 ? values.map((value) => 10 ** value) : values;
    },
    ...metres(convert, coordinate),
    ...(typeof convert === 'string' ? {} : { map }),
  };
}

/** Samples that have no coordinate but their number. */
export function numberedGrid(samples: number, reason: string): Grid {
  return {
    samples,
    unit: '',
    datatype: 'int',
    reason,
    values: async (first, count) => Float64Array.from({ length: count }, (_, i) => first + i + 1),
  };
}

/** The vacuum wavelengths of a run of samples, in metres. */
export async function metresOf(grid: Grid, first: number, count: number, signal?: AbortSignal): Promise<Float64Array> {
  if (grid.map) {
    const pixels = Float64Array.from({ length: count }, (_, i) => first + i);
    grid.map.pixelToWorld(pixels, count, pixels);
    return pixels;
  }
  const values = await grid.values(first, count, signal);
  if (!grid.toMetres) return values.fill(NaN);
  grid.toMetres(values);
  return values;
}

const described = ({ quantity, unit, medium }: Coordinate) => ({ quantity, unit, ...(isLength(quantity) ? { medium } : {}) });
const isLength = (quantity: Coordinate['quantity']): boolean => quantity === 'WAVE' || quantity === 'AWAV';

/** `values` are powers already: what remains is the unit. */
function metres(convert: ReturnType<typeof metresConversion>, coordinate: Coordinate): Pick<Grid, 'toMetres' | 'reason'> {
  if (typeof convert === 'string') return { reason: convert };
  if (!coordinate.log10) return { toMetres: convert };
  const plain = metresConversion({ ...coordinate, log10: false });
  return typeof plain === 'string' ? { reason: plain } : { toMetres: plain };
}

function powersOf(read: Grid['values']): Grid['values'] {
  return async (first, count, signal) => (await read(first, count, signal)).map((value) => 10 ** value);
}
