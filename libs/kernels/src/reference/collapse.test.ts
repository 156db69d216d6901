import { expect, test } from '@jest/globals';
import type { CollapseSpec, MomentId } from '../collapse.js';
import { ReferenceCollapse } from './collapse.js';

const DEFAULT: MomentId[] = [-1, 0, 1, 2, 5, 8, 9];

/** Spectra of float64 pixels through the kernel. */
function collapsed(
  spectra: readonly (readonly number[])[],
  spec: Partial<CollapseSpec> = {},
): Map<string | number, Float64Array | Int32Array> {
  const channels = spectra[0].length;
  const widths = spec.widths ?? new Float64Array(channels).fill(2);
  const coordinates = spec.coordinates ?? Float64Array.from({ length: channels }, (_, k) => 100 + 2 * k);
  const kernel = new ReferenceCollapse({
    pixels: { bitpix: -64, bscale: 1, bzero: 0 },
    count: spectra.length,
    channels,
    coordinates,
    widths,
    reference: (coordinates[0] + coordinates[channels - 1]) / 2,
    want: DEFAULT,
    ...spec,
  });
  do {
    for (let k = 0; k < channels; k++) {
      const bytes = kernel.input();
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      spectra.forEach((spectrum, i) => view.setFloat64(8 * i, spectrum[k]));
      kernel.add(k);
    }
  } while (kernel.again());
  return kernel.finish().maps;
}

test('a Gaussian line', () => {
  const spectrum = Array.from({ length: 101 }, (_, k) => Math.exp(-(((2 * k - 100) / 10) ** 2) / 2));
  const maps = collapsed([spectrum], { want: [0, 1, 2, 'gausswidth'] });
  expect(maps.get(0)![0]).toBeCloseTo(25.0663, 4);
  expect(maps.get(1)![0]).toBeCloseTo(200, 10);
  expect(maps.get(2)![0]).toBeCloseTo(10, 4);
  expect(maps.get('gausswidth')![0]).toBeCloseTo(10, 4);
});

test('two channels alike 3Δ apart have a dispersion of 1.5Δ, a lone channel one of 0', () => {
  const maps = collapsed([
    [0, 1, 0, 0, 1, 0],
    [NaN, NaN, 5, NaN, NaN, NaN],
    [NaN, NaN, NaN, NaN, NaN, NaN],
  ]);
  expect([...maps.get(2)!]).toEqual([3, 0, NaN]);
  expect([...maps.get('nchan')!]).toEqual([6, 1, 0]);
  expect([...maps.get(9)!]).toEqual([102, 104, NaN]);
});

test('what one pass loses the second pass gets back', () => {
  const channels = 20_001;
  const spectrum = Array.from({ length: channels }, (_, k) => (k === 15_000 || k === 15_001 ? 1 : 0));
  const maps = collapsed([spectrum], { want: [2, 'kurtosis', 'order6'] });
  expect(maps.get(2)![0]).toBeCloseTo(1, 12);
  expect(maps.get('kurtosis')![0]).toBeCloseTo(-2, 12);
  expect(maps.get('order6')![0]).toBeCloseTo(1, 12);
});
