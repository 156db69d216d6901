import { expect, test } from '@jest/globals';
import { locatorSchema } from '#ops';
import { IdPattern } from './id-pattern.js';

const templateOf = (match: string) => locatorSchema.parse({ match, source: { file: '/x' } }).match;
const capturesOf = (pattern: string, id: string) => new IdPattern(templateOf(pattern)).capturesOf(id);

test.each([
  ['x:{a}_{b}_{c}.fits', 'x:vlt_2024_7.fits', ['vlt', '2024', '7']],
  ['x:{a}_{b}', 'x:p_q_r', ['p_q', 'r']],
  ['x:{a}_{b}', 'x:___', ['_', '_']],
  ['x:{a}_{b}', 'x:__', undefined],
  ['x:{a}_{b*}', 'x:q_r/s_t', ['q', 'r/s_t']],
  ['x:{a*}/{b}_{c}', 'x:p/q_r/s_t', ['p/q_r', 's', 't']],
  ['x:{a}/a{b}', 'x:y/a/az', undefined],
  ['x:{a}.', 'x:..', ['.']],
  ['x://Host/{a}', 'X://hOST/b', ['b']],
  ['x://k/{a}', 'x://\u212a/b', undefined], // the sign of the kelvin, whose lower case is k
  ['x:File/{a}', 'x:file/b', undefined],
  ['x:y', 'x:y', []],
  ['x:y', 'x:yy', undefined],
])('%s of %s', (pattern, id, captures) => expect(capturesOf(pattern, id)).toEqual(captures));

test('captures are those of the regular expression', () => {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  const text = (length: number) => Array.from({ length }, () => 'aa__/.'[random(6)]).join('');
  let fitting = 0;
  for (let trial = 0; trial < 4000; trial++) {
    const captures = Array.from({ length: 1 + random(3) }, (_, i) => `{c${i}${random(3) === 0 ? '*' : ''}}`);
    const pattern = captures.reduce((made, capture) => made + capture + text(1 + random(2)), `x:${text(random(2))}`);
    const template = templateOf(pattern);
    const source = template.parts.map((part) =>
      typeof part === 'string' ? part.replaceAll('.', '\\.') : part.isPath ? '(.+)' : '([^/]+)',
    );
    const id = `x:${text(1 + random(12))}${template.parts.at(-1) as string}`;
    const found = new RegExp(`^${source.join('')}$`).exec(id)?.slice(1);
    expect([pattern, id, new IdPattern(template).capturesOf(id)]).toEqual([pattern, id, found]);
    if (found) fitting += 1;
  }
  expect(fitting).toBeGreaterThan(500);
});

test('an ID that nearly fits takes no longer than any other', () => {
  const pattern = `x:${Array.from({ length: 12 }, (_, i) => `{c${i}}`).join('_')}.fits`;
  expect(capturesOf(pattern, `x:${'_'.repeat(4000)}x`)).toBeUndefined();
  expect(capturesOf(pattern, `x:${'_'.repeat(4000)}/.fits`)).toBeUndefined();
  expect(capturesOf(pattern, `x:${'_'.repeat(4000)}.fits`)).toHaveLength(12);
});
