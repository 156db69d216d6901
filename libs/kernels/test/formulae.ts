import { describe, expect, test } from '@jest/globals';
import type { Backend, Bitpix, CollapseSpec, MomentId } from '../src/index.js';
import { expectClose as close } from './close.js';

type Note = (operation: string, bitpix: Bitpix, what: string) => Promise<void>;

/** Cases whose results are known without sums (kernels §16: 3, 4, 6). */
export function describeFormulae(make: () => Backend | Promise<Backend>, tolerance: number, note: Note): void {
  describe('closed formulae', () => {
    const run = async (spectra: readonly (readonly number[])[], want: readonly MomentId[], more: Partial<CollapseSpec> = {}) => {
      const maps = await collapsed(await make(), spectra, want, more);
      await note('collapse', -32, 'formula');
      return maps;
    };

    test('a Gaussian of σ = 10 in channels of 2', async () => {
      const line = Array.from({ length: 101 }, (_, k) => Math.exp(-(((2 * k - 100) / 10) ** 2) / 2));
      const maps = await run([line, line, line, line, line], [0, 1, 2, 'gausswidth', 8, 9], { reference: 100 });
      expectClose('integral', maps.get(0), Array(5).fill(Math.sqrt(2 * Math.PI) * 10), Math.max(tolerance, 1e-6));
      expectClose('centre', maps.get(1), Array(5).fill(100), tolerance * 10);
      expectClose('dispersion', maps.get(2), Array(5).fill(10), Math.max(tolerance, 1e-5));
      expectClose('width of a Gaussian', maps.get('gausswidth'), Array(5).fill(10), Math.max(tolerance, 1e-6));
      expectClose('place of the peak', maps.get(9), Array(5).fill(100), 0);
    });

    test('two channels alike 3Δ apart; one alone; none', async () => {
      const spectra = [
        [0, 1, 0, 0, 1, 0],
        [NaN, NaN, 5, NaN, NaN, NaN],
        [NaN, NaN, NaN, Infinity, NaN, NaN],
      ];
      const maps = await run(spectra, [1, 2, 'variance', 5]);
      expectClose('σ', maps.get(2), [3, 0, NaN], tolerance);
      expectClose('centre', maps.get(1), [5, 4, NaN], tolerance);
      expect([...maps.get('nchan')!]).toEqual([6, 1, 0]);
      expect(maps.get(5)![1]).toBeNaN();
    });

    test('widths of a logarithmic axis add up to its length', async () => {
      const edge = (k: number) => 5 * Math.exp((k - 50) / 400);
      const edges = Float64Array.from({ length: 101 }, (_, k) => edge(k));
      const widths = edges.subarray(1).map((upper, k) => upper - edges[k]);
      const coordinates = widths.map((_, k) => edge(k + 0.5));
      const maps = await run([Array(100).fill(1)], [0], { coordinates, widths, reference: 5 });
      expectClose('length', maps.get(0), [edge(100) - edge(0)], tolerance);
    });

    test('guard: means outside the range are emptied', async () => {
      const guarded = await run(
        [
          [1, 0, 0, 0, 0, -0.9],
          [1, 1, 1, 1, 1, 1],
        ],
        [0, 1, 2],
        { guard: [-1, 11] },
      );
      expectClose('centre', guarded.get(1), [NaN, 5], tolerance);
      expectClose('dispersion', guarded.get(2), [NaN, Math.sqrt(35 / 3)], tolerance);
      const free = await run([[1, 0, 0, 0, 0, -0.9]], [1]);
      expectClose('centre', free.get(1), [-90], Math.max(tolerance * 10, 1e-6));
    });

    test('a line far narrower than the range', async () => {
      const channels = 4000;
      const line = Array.from({ length: channels }, (_, k) => (k === 3000 || k === 3001 ? 1 : 0));
      const maps = await run([line], [1, 2, 'kurtosis']);
      expectClose('centre', maps.get(1), [6001], tolerance);
      expectClose('dispersion', maps.get(2), [1], tolerance);
      expectClose('kurtosis', maps.get('kurtosis'), [-2], Math.max(tolerance, 1e-10));
    });
  });
}

/** Of a map that was not refused. */
function expectClose(what: string, map: ArrayLike<number> | undefined, expected: readonly number[], tolerance: number): void {
  if (map) close(what, map, expected, tolerance);
}

/** Spectra of float32 pixels with coordinates 0, 2, 4 …, widths 2. */
async function collapsed(
  backend: Backend,
  spectra: readonly (readonly number[])[],
  want: readonly MomentId[],
  more: Partial<CollapseSpec>,
): Promise<ReadonlyMap<MomentId | 'nchan', Float64Array | Int32Array>> {
  const channels = spectra[0].length;
  const pixels = { bitpix: -32, bscale: 1, bzero: 0 } as const;
  const spec: CollapseSpec = {
    pixels,
    count: spectra.length,
    channels,
    coordinates: Float64Array.from({ length: channels }, (_, k) => 2 * k),
    widths: new Float64Array(channels).fill(2),
    reference: channels - 1,
    want,
    ...more,
  };
  const taken = want.filter((id) => backend.refusal('collapse', pixels, { ...spec, want: [id] }) === undefined);
  const kernel = backend.collapse({ ...spec, want: taken });
  do {
    for (let first = 0; first < channels; first += kernel.planes) {
      const planes = Math.min(kernel.planes, channels - first);
      for (let slot = 0; slot < planes; slot++) {
        const bytes = kernel.input(slot);
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        spectra.forEach((spectrum, i) => view.setFloat32(4 * i, spectrum[first + slot]));
      }
      await kernel.add(first, planes);
    }
  } while (await kernel.again());
  const { maps } = await kernel.finish();
  expect([...maps.keys()]).toEqual(expect.arrayContaining(taken));
  return maps;
}
