import { expect, test } from '@jest/globals';
import { BinTable, FitsFile, HeaderEditor } from '#fits';
import { memorySource } from '#storage';
import { RowCutter, runsOf, type Patch, type Segment } from './row-cutter.js';

/** Bytes that tell their place. */
async function table(rowBytes: number, rows: number): Promise<{ table: BinTable; row(n: number): Uint8Array }> {
  const primary = HeaderEditor.empty().set('SIMPLE', true).set('BITPIX', 8).set('NAXIS', 0).toBytes();
  const header = HeaderEditor.empty()
    .set('XTENSION', 'BINTABLE')
    .set('BITPIX', 8)
    .set('NAXIS', 2)
    .set('NAXIS1', rowBytes)
    .set('NAXIS2', rows);
  header.set('PCOUNT', 0).set('GCOUNT', 1).set('TFIELDS', 1).set('TFORM1', `${rowBytes}B`);
  const data = Uint8Array.from({ length: rowBytes * rows }, (_, i) => (i * 2654435761) >>> 24);
  const source = memorySource(Buffer.concat([primary, header.toBytes(), data]), { name: 'rows.fits' });
  const { hdus } = await FitsFile.open(source);
  return { table: BinTable.of(source, hdus[1]), row: (n) => data.subarray(n * rowBytes, (n + 1) * rowBytes) };
}

test.each<[string, number, number, Segment[], number[]]>([
  ['short rows', 50, 400, [{ offset: 0, length: 7 }, { offset: 20, length: 13 }, { offset: 49, length: 1 }], [3, 4, 5, 9, 200, 201, 399]],
  ['rows beyond 64 KiB', 100_000, 6, [{ offset: 10, length: 70_000 }, { offset: 99_990, length: 10 }], [0, 1, 4]],
  ['many rows, so that they do not fit in one block', 40, 60_000, [{ offset: 8, length: 24 }], Array.from({ length: 50_000 }, (_, i) => i + 7)],
])('%s: any stretch is what a stretch of the whole is', async (_, rowBytes, rows, segments, kept) => {
  const { table: whole, row } = await table(rowBytes, rows);
  const patches: Patch[] = [{ offset: 2, bytes: (n) => Uint8Array.of(n & 255, 77) }];
  const cutter = new RowCutter(whole, runsOf(kept), segments, patches);
  const wanted = Buffer.concat(
    kept.map((n) => {
      const bytes = Buffer.concat(segments.map(({ offset, length }) => row(n).subarray(offset, offset + length)));
      bytes.set([n & 255, 77], 2);
      return bytes;
    }),
  );
  expect(cutter.size).toBe(wanted.length);
  expect(Buffer.from(await cutter.read({ offset: 0, length: wanted.length })).equals(wanted)).toBe(true);
  for (let k = 0; k < 60; k++) {
    const offset = Math.floor(((k * 0.618033) % 1) * wanted.length);
    const length = Math.min(1 + Math.floor(((k * 0.7548) % 1) ** 3 * 200_000), wanted.length - offset);
    const into = new Uint8Array(length + 5);
    expect(Buffer.from(await cutter.read({ offset, length }, { into })).equals(wanted.subarray(offset, offset + length))).toBe(true);
    expect([...into.subarray(length)]).toEqual([0, 0, 0, 0, 0]);
  }
}); // prettier-ignore

test('rows as runs', () => {
  expect(runsOf([0, 1, 2, 5, 7, 8])).toEqual([
    { first: 0, count: 3 },
    { first: 5, count: 1 },
    { first: 7, count: 2 },
  ]);
  expect(runsOf([])).toEqual([]);
});
