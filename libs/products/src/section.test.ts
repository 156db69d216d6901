import { expect, test } from '@jest/globals';
import { runOffset, sectionOf, type AxisCut } from './section.js';

const cut = (size: number, first: number, count: number, step = 1): AxisCut => ({ size, first, count, step });

/** Every byte of the section, by the definition: one pixel at a time. */
function bytesOf(offset: number, bytesPerPixel: number, axes: readonly AxisCut[]): number[] {
  let pixels = [0];
  let stride = 1;
  for (const { size, first, count, step } of axes) {
    const s = stride;
    pixels = Array.from({ length: count }, (_, i) => pixels.map((p) => p + (first + i * step) * s)).flat();
    stride *= size;
  }
  return pixels.flatMap((p) => Array.from({ length: bytesPerPixel }, (_, b) => offset + p * bytesPerPixel + b));
}

test.each<[string, AxisCut[], { runBytes: number; runs: number; dims: number }]>([
  ['the whole array is one run', [cut(5, 0, 5), cut(4, 0, 4), cut(3, 0, 3)], { runBytes: 240, runs: 1, dims: 0 }],
  ['whole planes are one run', [cut(5, 0, 5), cut(4, 0, 4), cut(3, 1, 2)], { runBytes: 160, runs: 1, dims: 0 }],
  ['whole rows of planes', [cut(5, 0, 5), cut(4, 1, 2), cut(3, 0, 3)], { runBytes: 40, runs: 3, dims: 1 }],
  ['a column through full rows is one dimension', [cut(5, 2, 2), cut(4, 0, 4), cut(3, 0, 3)], { runBytes: 8, runs: 12, dims: 1 }],
  ['a box', [cut(5, 1, 3), cut(4, 1, 2), cut(3, 1, 2)], { runBytes: 12, runs: 4, dims: 2 }],
  ['one pixel', [cut(5, 4, 1), cut(4, 3, 1), cut(3, 2, 1)], { runBytes: 4, runs: 1, dims: 0 }],
  ['one spectrum', [cut(5, 4, 1), cut(4, 3, 1), cut(3, 0, 3)], { runBytes: 4, runs: 3, dims: 1 }],
  ['every third plane', [cut(5, 0, 5), cut(4, 0, 4), cut(8, 1, 3, 3)], { runBytes: 80, runs: 3, dims: 1 }],
  ['every second pixel', [cut(5, 0, 3, 2), cut(4, 0, 4)], { runBytes: 4, runs: 12, dims: 2 }],
  ['a full axis of length one in between', [cut(5, 0, 5), cut(1, 0, 1), cut(3, 1, 2)], { runBytes: 40, runs: 1, dims: 0 }],
  ['one row of each plane', [cut(5, 0, 5), cut(4, 2, 1), cut(3, 0, 3)], { runBytes: 20, runs: 3, dims: 1 }],
])('%s', (_, axes, shape) => {
  const section = sectionOf(2880, 4, axes);
  expect({ runBytes: section.runBytes, runs: section.runs, dims: section.dims.length }).toEqual(shape);
  const bytes = Array.from({ length: section.runs }, (_unused, run) =>
    Array.from({ length: section.runBytes }, (_also, b) => runOffset(section, run) + b),
  ).flat();
  expect(bytes).toEqual(bytesOf(2880, 4, axes));
});
