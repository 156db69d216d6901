import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { placeCollections } from './derive/collections.js';
import { SqliteIndex } from './index-store/sqlite-index.js';
import type { Entry } from './index-store/entry.js';
import { rootsOf } from './scan/roots.js';
import { scan } from './scan/scanner.js';
import { crossed, withoutNulls } from '../test/crossed.js';
import { expansion } from '../test/made-files.js';
import { datasetOf } from './dataset.js';
import { resolveDataset } from './messages.js';
import { shapeContains } from '#region';

const folder = process.env.SODALITE_REAL_DATA;
if (folder === undefined) console.log('SODALITE_REAL_DATA is unset: the catalogue of the real files is not tested');
const onReal = folder === undefined ? test.skip : test;

/** Made by test/make-real-golden.py; '?' is what astropy has no answer for. */
interface Golden {
  readonly type: string | null;
  readonly ra: number | null | '?';
  readonly dec: number | null | '?';
  readonly em: readonly [number, number] | null | '?';
  readonly pol: string | null;
  readonly refusal: string | null;
  readonly inside?: readonly (readonly [number, number])[];
}
const goldens = JSON.parse(readFileSync(new URL('../test/real-golden.json', import.meta.url), 'utf8')) as Record<string, Golden>;
const REFUSALS: Record<string, RegExp> = {
  'no image': /^has no image with pixels and no spectrum/,
};

let scanned: Promise<Map<string, Entry>> | undefined;
function entries(): Promise<Map<string, Entry>> {
  return (scanned ??= (async () => {
    const store = SqliteIndex.open(':memory:', '');
    await scan(store, {
      roots: rootsOf(folder!, []),
      authority: 'test.example',
      expanded: expansion,
      collections: placeCollections(folder!, []),
    });
    return new Map([...store.entries()].map((entry) => [entry.key, entry]));
  })());
}

onReal('every real file is a dataset', async () => {
  const all = await entries();
  expect([...all.keys()].sort()).toEqual(Object.keys(goldens).sort());
  expect(all.size).toBeGreaterThanOrEqual(86);
  expect([...all.values()].filter((entry) => 'reason' in entry)).toEqual([]);
});

onReal.each(Object.entries(goldens))('%s: as astropy has it', async (name, golden) => {
  const entry = (await entries()).get(name);
  if (entry === undefined || 'reason' in entry) throw new Error(`no dataset: ${entry?.reason}`);
  const { row, refusal } = entry.record;
  if (golden.type !== '?') expect(row.dataproduct_type).toBe(golden.type);
  if (golden.ra !== '?') expectDegrees(row.s_ra, golden.ra);
  if (golden.dec !== '?') expectDegrees(row.s_dec, golden.dec);
  for (const [ra, dec] of golden.inside ?? []) expect(shapeContains({ kind: 'polygon', verticesDeg: row.s_region! }, ra, dec)).toBe(true);
  if (golden.em !== '?') {
    expect([row.em_min, row.em_max].map((value) => value === null)).toEqual([golden.em === null, golden.em === null]);
    golden.em?.forEach((metres, i) => expect([row.em_min, row.em_max][i]! / metres).toBeCloseTo(1, 9));
  }
  expect(row.pol_states).toBe(golden.pol);
  expect(refusal ?? null).toEqual(golden.refusal === null ? null : expect.stringMatching(REFUSALS[golden.refusal]));
  // What every row promises.
  expect(row.em_min === null || row.em_min <= row.em_max!).toBe(true);
  expect(row.s_region === null || (row.s_region.length >= 6 && row.s_region.every(Number.isFinite))).toBe(true);
});

/** ICRS to 10⁻⁸ deg: astropy's frame rotations are those of ERFA, FK4 included. */
function expectDegrees(value: number | null, golden: number | null): void {
  if (golden === null) expect(value).toBeNull();
  else expect(value).toBeCloseTo(golden, 7);
}

onReal('every real dataset is the same on the other side of the bus', async () => {
  for (const entry of (await entries()).values()) {
    if (!('record' in entry)) continue;
    const dataset = datasetOf(entry.key, entry.key, entry.record);
    for (const there of crossed(resolveDataset.answer, dataset)) expect(withoutNulls(there)).toEqual(withoutNulls(dataset));
  }
});
