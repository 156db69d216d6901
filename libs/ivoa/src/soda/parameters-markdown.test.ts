import { expect, test } from '@jest/globals';
import { SODA_PARAMETERS } from './parameters.js';
import { sodaParametersMarkdown } from './parameters-markdown.js';

test('a row for each parameter, seven cells each', () => {
  const lines = sodaParametersMarkdown().trimEnd().split('\n');
  expect(lines).toHaveLength(SODA_PARAMETERS.length + 2);
  expect(lines.every((line) => line.split(' | ').length === 7)).toBe(true);
  expect(lines[6]).toMatch(/^\| `BAND` \| double 2 \| interval \| m \| `em.wl;stat.interval` \| repeated, a result for each \| Vacuum/);
});
