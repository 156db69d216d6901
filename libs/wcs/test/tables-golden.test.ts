import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Wcs, type CoordinateTable } from '#wcs';
import { anglesBetween, cardsOf } from './golden-cards.js';

/** Written by make_tables.py from astropy and WCSLIB. */
interface Entry {
  readonly name: string;
  readonly cards: Readonly<Record<string, string | number>>;
  readonly tables: readonly PlainTable[];
  readonly pixels: readonly number[];
  /** null where there is none */
  readonly world: readonly (number | null)[];
}
interface PlainTable extends Omit<CoordinateTable, 'columns'> {
  readonly columns: Readonly<
    Record<string, { readonly values: readonly number[]; readonly dims: readonly number[]; readonly unit?: string }>
  >;
}

const entries = JSON.parse(readFileSync(new URL('./goldens/tables.json', import.meta.url), 'utf8')) as Entry[];

function tableOf({ columns, ...key }: PlainTable): CoordinateTable {
  return {
    ...key,
    columns: Object.fromEntries(Object.entries(columns).map(([name, one]) => [name, { ...one, values: Float64Array.from(one.values) }])),
  };
}

test.each(entries.map((entry) => [entry.name, entry] as const))('%s', (_, { cards, tables, pixels, world }) => {
  const isSky = 'CTYPE2' in cards;
  const wcs = Wcs.parse(cardsOf(cards), { axes: isSky ? [6, 5] : [9], tables: structuredClone({ tables: tables.map(tableOf) }) });
  expect(wcs.refusals).toEqual([]);
  const count = pixels.length / wcs.axes.length;
  // half a place on the sky is none
  const wanted = Float64Array.from(world, (value, k) => (isSky && world[k ^ 1] === null ? NaN : (value ?? NaN)));
  const out = new Float64Array(pixels.length);
  wcs.pixelToWorld(Float64Array.from(pixels), count, out);
  if (isSky) expect(Math.max(...anglesBetween(out, wanted))).toBeLessThan(1e-12);
  else
    wanted.forEach((value, k) => {
      if (Number.isNaN(value)) expect(out[k]).toBeNaN();
      else expect(Math.abs(out[k] / value - 1)).toBeLessThan(1e-12);
    });
  wcs.worldToPixel(wanted, count, out);
  // An axis of one element has one pixel for its one coordinate.
  const only = tables.some(({ columns }) => columns.WAVE?.values.length === 1);
  pixels.forEach((pixel, k) => {
    if (Number.isNaN(wanted[k])) expect(out[k]).toBeNaN();
    else expect(Math.abs(out[k] - (only ? 0 : pixel))).toBeLessThan(1e-9);
  });
});

test('the wavelengths of a table, for BAND', () => {
  const { cards, tables } = entries.find(({ name }) => name === 'index')!;
  const { spectral } = Wcs.parse(cardsOf(cards), { axes: [9], tables: { tables: tables.map(tableOf) } });
  expect(spectral).toMatchObject({ ctype: 'AWAV-TAB', quantity: 'AWAV' });
  const out = Float64Array.of(0);
  spectral!.metres!.pixelToWorld(out, 1, out);
  expect(out[0] / 0.4e-6).toBeCloseTo(1.000283, 5); // in vacuum
  spectral!.metres!.worldToPixel(out, 1, out);
  expect(out[0]).toBeCloseTo(0, 9);
});
