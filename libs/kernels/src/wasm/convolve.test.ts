import { expect, test } from '@jest/globals';
import { convolutionSums } from './convolve.js';

const random = (length: number, seed: number): Float64Array => Float64Array.from({ length }, (_, i) => Math.sin(seed + 12.9898 * i) * 43.5);

test.each([
  [5, 3, 7, 5],
  [16, 9, 1, 3],
  [31, 1, 9, 1],
  [1, 1, 1, 1],
])('sums of %i × %i pixels are those of the definition, in its order', (columns, rows, width, height) => {
  const terms = [1, 2, 3].map((n) => ({ row: random(width, n), column: random(height, 7 * n) }));
  terms[2].column.fill(0, 1); // a row by itself
  const wide = columns + width - 1;
  const values = random(wide * (rows + height - 1), 100);
  const wanted = new Float64Array(columns * rows);
  for (const { row, column } of terms) {
    const used = column.findLastIndex((weight) => weight !== 0);
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        for (let j = column.findIndex((weight) => weight !== 0); j <= used; j++) {
          let along = 0;
          for (let i = 0; i < width; i++) along += row[i] * values[(y + j) * wide + x + i];
          wanted[y * columns + x] += column[j] * along;
        }
      }
    }
  }
  expect(convolutionSums(values, terms, columns, rows)).toEqual(wanted);
});
