import { describe, expect, test } from '@jest/globals';
import { bytesPerPixel, mergedCounts, noiseOf, scaleOf, type Backend, type Bitpix, type PixelType } from '../src/index.js';

const COUNT = 5001;

/** Values about −50 of spread 12, a tenth of them of a bright source; whole numbers where the type has no others. */
export function describeHistogram(
  make: () => Backend | Promise<Backend>,
  note: (operation: string, bitpix: Bitpix, what: string) => Promise<void>,
): void {
  describe('noise', () => {
    test.each([8, 16, 32, 64, -32, -64] as const)('of BITPIX %i', async (bitpix) => {
      const backend = await make();
      const pixels: PixelType = { bitpix, bscale: 0.25, bzero: -100, ...(bitpix > 0 ? { blank: 13 } : {}) };
      if (backend.refusal('histogram', pixels) !== undefined) return expect(backend.refusal('histogram', pixels)).toMatch(/\w/);
      const random = normals(bitpix);
      const raw = Array.from({ length: COUNT }, (_, i) => (i % 10 === 3 ? 240 + i / 100 : 200 + 48 * random()));
      const values = raw.map((each) => stored(bitpix, each));
      const kernel = backend.histogram({
        pixels,
        count: COUNT,
        ...scaleOf(Float64Array.from(values.slice(0, 500), (v) => v * 0.25 - 100)),
      });
      const parts = [];
      for (let round = 0; round < 2; round++) {
        write(kernel.input(), bitpix, values);
        await kernel.add(1, round === 0 ? COUNT : 2001);
        parts.push(await kernel.take());
      }
      expect(parts.map(({ valid, invalid }) => valid + invalid)).toEqual([COUNT, 2001]);
      const kept = Float64Array.from(
        values.filter((v) => (bitpix < 0 ? Number.isFinite(v) : v !== 13)),
        (v) => v * 0.25 - 100,
      );
      expect(parts[0].valid).toBe(kept.length);
      expect(parts[0].zeros).toBe(kept.filter((v) => v === 0).length);
      const { sigma, median, relativeError } = noiseOf(parts[0], 'mad');
      const [middle, exact] = mad(kept);
      const step = bitpix > 0 ? 0.25 : 0;
      expect(Math.abs(median - middle)).toBeLessThanOrEqual(1e-3 * exact + step);
      expect(Math.abs(sigma - exact)).toBeLessThanOrEqual(1e-3 * exact + 1.5 * step);
      expect(relativeError).toBeLessThanOrEqual(1e-3);
      expect(mergedCounts(parts).valid).toBe(parts[0].valid + parts[1].valid);
      await note('histogram', bitpix, `histogram ${bitpix}`);
    });
  });
}

function stored(bitpix: Bitpix, value: number): number {
  if (bitpix === -64) return value;
  if (bitpix === -32) return Math.fround(value);
  return Math.min(bitpix === 8 ? 255 : 30_000, Math.max(0, Math.round(value)));
}

function write(bytes: Uint8Array, bitpix: Bitpix, values: readonly number[]): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = bytesPerPixel({ bitpix, bscale: 1, bzero: 0 });
  const set: Record<Bitpix, (at: number, value: number) => void> = {
    8: (at, value) => view.setUint8(at, value),
    16: (at, value) => view.setInt16(at, value),
    32: (at, value) => view.setInt32(at, value),
    64: (at, value) => view.setBigInt64(at, BigInt(value)),
    [-32]: (at, value) => view.setFloat32(at, value),
    [-64]: (at, value) => view.setFloat64(at, value),
  };
  values.forEach((value, i) => set[bitpix](i * width, value));
}

function mad(values: Float64Array): [number, number] {
  const middle = (sorted: Float64Array) => (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  const median = middle(values.slice().sort());
  return [median, 1.4826 * middle(values.map((value) => Math.abs(value - median)).sort())];
}

/** Gaussian numbers, the same ones each time. */
function normals(seed: number): () => number {
  let state = (seed + 100) >>> 0;
  const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return () => Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform());
}
