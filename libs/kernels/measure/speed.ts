/**
 * Speed of a backend on one core, in GB/s of the file's pixels; reading is not in it: `node dist/libs/kernels/measure/speed.js [wasm|reference]`.
 * Prints the best of several rounds, for what else runs on a machine only ever slows down.
 */
import {
  referenceBackend,
  wasmBackend,
  type Backend,
  type CollapseSpec,
  type ColumnId,
  type Entries,
  type MomentId,
  type PixelType,
} from '#kernels';

const CHANNELS = 256;
const ROUNDS = 7;
const ONE_PASS: readonly MomentId[] = [-1, 0, 1, 2, 5, 6, 8, 9, 10, 11];
const WITH_ERRORS: readonly MomentId[] = [0, 1, 2, 'error0', 'error1', 'error2'];
const FLOAT: PixelType = { bitpix: -32, bscale: 1, bzero: 0 };

const backend: Backend = process.argv[2] === 'reference' ? referenceBackend : wasmBackend;
const axis = {
  channels: CHANNELS,
  coordinates: Float64Array.from({ length: CHANNELS }, (_, k) => k),
  widths: new Float64Array(CHANNELS).fill(1),
  edges: Float64Array.from({ length: CHANNELS + 1 }, (_, k) => k - 0.5),
};
const noise = { channel: new Float64Array(CHANNELS).fill(0.1) };

collapse('moment 0', FLOAT, [0]);
collapse('moments 0, 1, 2', FLOAT, [0, 1, 2]);
collapse('all of one pass', FLOAT, ONE_PASS);
collapse('all of one pass, skewness and kurtosis', FLOAT, [...ONE_PASS, 'skewness', 'kurtosis']);
collapse('0, 1, 2 with an include range', FLOAT, [0, 1, 2], { keep: { include: [0.2, 9] } });
collapse('0, 1, 2 with errors', FLOAT, WITH_ERRORS, { noise });
collapse('0, 1, 2 with errors, two lags', FLOAT, WITH_ERRORS, { noise: { ...noise, correlation: [0.5, 0.2] } });
collapse('0, 1, 2 with errors, of variances', FLOAT, WITH_ERRORS, { noise: { planes: FLOAT } });
collapse('0, 1, 2 with errors, of inverse variances', FLOAT, WITH_ERRORS, { noise: { planes: FLOAT, power: -1 } });
collapse('0, 1, 2 with errors, of variances, two lags', FLOAT, WITH_ERRORS, { noise: { planes: FLOAT, correlation: [0.5, 0.2] } });
for (const bitpix of [8, 16, 32, 64, -64] as const) collapse(`0, 1, 2 of BITPIX ${bitpix}`, { ...FLOAT, bitpix }, [0, 1, 2]);
columns('channels kept only', []);
columns('median', [3]);
columns('median coordinate', [4]);
columns('mean absolute deviation', [7]);
columns('3, 4 and 7', [3, 4, 7]);
columns('σ of each pixel', ['sigma']);
columns('quadratic peak', ['peak', 'peakx']);
gather();
weigh();
bin();
histogram();

function collapse(what: string, pixels: PixelType, want: readonly MomentId[], more: Partial<CollapseSpec> = {}): void {
  const count = backend.bestCount('collapse', { ...axis, pixels, want, reference: 128 }, 16_384);
  const planes = planesOf(pixels, count);
  report(what, planes.length, () => {
    const kernel = backend.collapse({ ...axis, pixels, count, reference: 128, want, ...more });
    return feed(kernel, planes, (channel, slots) => kernel.add(channel, slots));
  });
}

function columns(what: string, want: readonly ColumnId[]): void {
  const count = backend.bestCount('columns', { ...axis, pixels: FLOAT, want }, 2048);
  const planes = planesOf(FLOAT, count);
  const kernel = backend.columns({ ...axis, pixels: FLOAT, count, want, noise });
  for (let k = 0; k < CHANNELS; k++) kernel.input(k).set(planes.subarray(k * count * 4, (k + 1) * count * 4));
  report(what, planes.length, () => timed(() => void kernel.finish()));
}

/** A slice of 1024 samples, five pixels wide, bilinear: 4096 × 5 entries in the rows about a diagonal. */
function gather(): void {
  const count = 16_384;
  const planes = planesOf(FLOAT, count);
  const entries = entriesOf(1024, 20, (s, e) => (s * 16 + e * 7) % count);
  report('slice, of what it touches (20 pixels a sample)', 1024 * 20 * 4 * CHANNELS, () => {
    const kernel = backend.gather({ pixels: FLOAT, count, channels: CHANNELS, entries });
    return feed(kernel, planes, (channel, slots) => kernel.add(channel, slots));
  });
}

function weigh(): void {
  const count = 16_384;
  const planes = planesOf(FLOAT, count);
  const entries = entriesOf(1, 12_000, (_, e) => e + (e >> 3));
  report('aperture of 12,000 pixels', 12_000 * 4 * CHANNELS, () => {
    const kernel = backend.weigh({ pixels: FLOAT, count, channels: CHANNELS, entries });
    return feed(kernel, planes, (channel, slots) => kernel.add(channel, slots));
  });
}

function bin(): void {
  const count = backend.bestCount('bin', { ...axis, pixels: FLOAT, bins: [], combine: 'mean' }, 8192);
  const planes = planesOf(FLOAT, count);
  const bins = Array.from({ length: 16 }, (_, b) => [16 * b, 16 * b + 16] as const);
  report('channel maps, 16 panels', planes.length, () => {
    const kernel = backend.bin({ ...axis, pixels: FLOAT, count, bins, combine: 'mean' });
    return feed(kernel, planes, (channel, slots) => kernel.add(channel, slots));
  });
}

function histogram(): void {
  const count = 16_384;
  const planes = planesOf(FLOAT, count);
  const kernel = backend.histogram({ pixels: FLOAT, count, centre: 0.5, scale: 0.5 });
  report('histogram of noise', planes.length, () => feed(kernel, planes, (_, slots) => kernel.add(slots)));
}

/** Time of `add`, the copying of planes left out. */
function feed(
  kernel: { readonly planes: number; input(slot?: number): Uint8Array; noiseInput?(slot?: number): Uint8Array },
  planes: Uint8Array,
  add: (channel: number, slots: number) => unknown,
): number {
  const plane = planes.length / CHANNELS;
  let time = 0;
  for (let channel = 0; channel < CHANNELS; channel += kernel.planes) {
    for (let slot = 0; slot < kernel.planes; slot++) {
      const bytes = planes.subarray((channel + slot) * plane, (channel + slot + 1) * plane);
      kernel.input(slot).set(bytes);
      const noiseInput = kernel.noiseInput?.(slot);
      if (noiseInput?.length === bytes.length) noiseInput.set(bytes);
    }
    time += timed(() => add(channel, kernel.planes));
  }
  return time;
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function report(what: string, bytes: number, round: () => number): void {
  const best = Math.min(...Array.from({ length: ROUNDS }, round));
  process.stdout.write(`${what.padEnd(48)} ${(bytes / best / 1e6).toFixed(2).padStart(6)} GB/s\n`);
}

function planesOf({ bitpix }: PixelType, count: number): Uint8Array {
  const width = Math.abs(bitpix) / 8;
  const bytes = Buffer.alloc(count * CHANNELS * width);
  let state = 7;
  for (let i = 0; i < count * CHANNELS; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const value = state / 2 ** 32 + ((state >>> 7) % 1000) / 1000;
    if (bitpix === -32) bytes.writeFloatBE(value - 0.5, i * 4);
    else if (bitpix === -64) bytes.writeDoubleBE(value - 0.5, i * 8);
    else bytes[i * width + width - 1] = value * 100;
  }
  return bytes;
}

function entriesOf(samples: number, each: number, index: (sample: number, entry: number) => number): Entries {
  const indices = new Uint32Array(samples * each);
  for (let s = 0; s < samples; s++) for (let e = 0; e < each; e++) indices[s * each + e] = index(s, e);
  return {
    offsets: Uint32Array.from({ length: samples + 1 }, (_, s) => s * each),
    indices,
    weights: new Float64Array(samples * each).fill(0.05),
  };
}
