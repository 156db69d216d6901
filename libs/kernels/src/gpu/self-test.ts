import type { Gpu } from './gpu.js';
import { parametersOf, parts } from './samples.js';

/**
 * What the error bound rests on, on this device and its driver: that sums are not put in another order or taken for exact. It also builds every
 * kernel, so that a run never waits for a build while another changes its size.
 * @returns what is wrong
 */
export async function selfTest(gpu: Gpu): Promise<string | undefined> {
  const before = gpu.failed;
  const slab = gpu.buffer([64, SAMPLES.length]);
  const raw = gpu.raw(4 * SAMPLES.length);
  const bytes = new Uint8Array(4 * SAMPLES.length);
  const view = new DataView(bytes.buffer);
  SAMPLES.forEach((value, k) => view.setInt32(4 * k, value));
  gpu.write(raw, bytes);
  gpu.shade('decode', parametersOf(PIXELS, 1, 64, 0, 0), raw, slab.buffer, 64, SAMPLES.length);
  const factors = gpu.upload(Float32Array.from(SAMPLES.flatMap((_, k) => parts(factorOf(k), 12, 3))), [3, SAMPLES.length]);
  const state = gpu.buffer([512]);
  const [one, places] = [gpu.upload(new Float32Array(64).fill(1), [64]), gpu.buffer([2, 64])];
  const [lists, entries] = [
    gpu.upload(
      new Float32Array(192).map((_, i) => (i % 3 === 1 ? 1 : 0)),
      [3, 64],
    ),
    gpu.upload(Float32Array.of(0, 0, 1), [3, 1]),
  ];
  const threads = [64, 1, SAMPLES.length];
  const results = [
    await gpu.run('sums', [64], [256], [slab, state, factors, 0, SAMPLES.length, 0, 0]),
    await gpu.run('squares', [128], [512], [slab, state, 0, SAMPLES.length]),
    await gpu.run('extremes', [64], [256], [slab, state, 0, SAMPLES.length, 0]),
    await gpu.run('select', threads, [64, SAMPLES.length], [slab, slab, one, one, 0, 0, 0, -1e30, 1e30, 1e30, 1e30, 0, 0]),
    await gpu.run('pick', threads, [64, SAMPLES.length], [slab, places, 0]),
    await gpu.run('gather', threads, [64, SAMPLES.length], [slab, lists, entries, 0]),
  ];
  const found = await Promise.all(results.map((result) => gpu.read(result, 256)));
  for (const handle of [slab, factors, state, one, places, lists, entries, ...results]) handle.delete();
  raw.destroy();
  gpu.check(before);
  return wrong(found);
}

const PIXELS = { bitpix: 32, bscale: 0.1, bzero: -200_000_000.05 } as const;
const SAMPLES = [2_000_000_001, 2_000_000_002, 2_100_000_000, -2_000_000_003, 1_999_999_999, 2_000_000_000, 7, 1_999_999_000];
const DECODED = SAMPLES.map((value) => Math.fround(value * PIXELS.bscale + PIXELS.bzero));

/** About 1, in need of all three parts. */
function factorOf(k: number): number {
  return Math.sin(k + 1);
}

function wrong([sums, squares, extremes]: readonly Float32Array[]): string | undefined {
  const total = (terms: readonly number[]) => terms.reduce((sum, term) => sum + term, 0);
  const products = DECODED.map((value, k) => value * factorOf(k));
  const part = Math.abs(sums[0] + sums[1] - total(products)) / total(products.map(Math.abs));
  if (!(part < BOUND)) return `sums of float32 are off by ${part} there, more than ${BOUND}: the driver does not keep to their order`;
  const expected = total(DECODED.map((value) => value * value));
  const square = Math.abs((squares[0] + squares[1]) * 2 ** 72 - expected) / expected;
  if (!(square < BOUND)) return `sums of squares are off by ${square} there, more than ${BOUND}`;
  if (extremes[0] !== Math.max(...DECODED) || extremes[1] !== 3 || extremes[3] !== 4) return 'it finds another maximum than there is';
  return undefined;
}

const BOUND = 2 ** -36;
