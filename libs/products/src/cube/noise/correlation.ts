import { bytesPerPixel, decode } from '#kernels';
import type { CubeReader } from '../cube-reader.js';
import type { CubeRef } from '../cube-ref.js';
import { spread } from './spread.js';

/** Lags that are measured. */
export const LAGS = 3;

const SAMPLE_ROWS = 64;
const MOST_VALUES = 1 << 22;

/**
 * ρ at lags 1 … 3 (kernels.md §6.2, §8) in channels without a line, of spectra of evenly spread rows, each about its own mean:
 * r_l = ⟨d_k d_{k+l}⟩/⟨d_k²⟩. The mean takes part of the noise with it, which is put back: ρ_l = r_l(1 − S/n) + S/n, S = 1 + 2Σ(1 − l/n)ρ_l, n channels.
 * NaN where there is nothing to measure.
 */
export function correlationOf(cube: CubeRef, plane: number, lineFree: Uint8Array | undefined, reader: CubeReader): Float64Array {
  const { nx, ny, nz, pixels } = cube;
  const channels = Array.from({ length: nz }, (_, k) => k).filter((k) => !lineFree || lineFree[k] === 1);
  const each = Math.min(nx, 4096);
  const rows = spread(ny, Math.max(1, Math.min(SAMPLE_ROWS, Math.floor(MOST_VALUES / (each * channels.length)))));
  const bytes = new Uint8Array(each * bytesPerPixel(pixels));
  const values = channels.map(() => new Float64Array(each));
  const place = new Map(channels.map((k, n) => [k, n]));
  const [products, pairs] = [new Float64Array(LAGS + 1), new Float64Array(LAGS + 1)];
  for (const y of rows) {
    for (const [n, k] of channels.entries()) {
      reader.readBlock(plane, { x0: (nx - each) >> 1, nx: each, y0: y, ny: 1 }, k, 1, () => bytes);
      decode(bytes, pixels, values[n]);
    }
    for (let x = 0; x < each; x++) addSpectrum(values, x, channels, place, products, pairs);
  }
  const raw = Float64Array.from({ length: LAGS }, (_, l) => products[l + 1] / pairs[l + 1] / (products[0] / pairs[0]));
  return withoutMean(raw, channels.length);
}

function addSpectrum(
  values: readonly Float64Array[],
  x: number,
  channels: readonly number[],
  place: ReadonlyMap<number, number>,
  products: Float64Array,
  pairs: Float64Array,
): void {
  let [sum, n] = [0, 0];
  for (const plane of values) {
    if (plane[x] !== plane[x]) continue;
    sum += plane[x];
    n++;
  }
  // Of a spectrum with gaps the mean takes more with it than is put back.
  if (n < values.length) return;
  const mean = sum / n;
  for (const [at, k] of channels.entries()) {
    const d = values[at][x] - mean;
    for (let lag = 0; lag <= LAGS; lag++) {
      const other = place.get(k + lag);
      if (other === undefined) continue;
      products[lag] += d * (values[other][x] - mean);
      pairs[lag]++;
    }
  }
}

function withoutMean(raw: Float64Array, n: number): Float64Array {
  let rho = raw;
  for (let round = 0; round < 50; round++) {
    const s = rho.reduce((sum, value, l) => sum + 2 * (1 - (l + 1) / n) * (Number.isNaN(value) ? 0 : value), 1) / n;
    rho = raw.map((r) => r * (1 - s) + s);
  }
  return rho;
}
