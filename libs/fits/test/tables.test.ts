import { describe, expect, test } from '@jest/globals';
import { DamagedError, LimitError, UnsupportedError } from '#faults';
import { BinTable, FitsFile, type Column } from '../src/index.js';
import { bytesSource, fixture, golden, headerBytes } from './fixtures.js';

const wanted = golden<Record<string, string[] | string[][]>>('tables.json');
const all = (table: BinTable) => ({ first: 0, count: table.rows });

async function tables(): Promise<[fixed: BinTable, variable: BinTable]> {
  const source = bytesSource(fixture('tables.fits'));
  const { hdus } = await FitsFile.open(source);
  return [BinTable.of(source, hdus[1]), BinTable.of(source, hdus[2])];
}

/** As make_tables.py writes numbers. */
function hexes(values: Float64Array): string[] {
  return Array.from(values, (value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return Number.isNaN(value) ? 'nan' : bytes.toString('hex');
  });
}

describe('cells as astropy reads them', () => {
  test('of fixed length: every kind of column, TSCAL and TZERO exact for unsigned integers', async () => {
    const [table] = await tables();
    for (const column of table.columns) {
      const got = column.code === 'A' ? await table.texts(column, all(table)) : hexes(await table.numbers(column, all(table)));
      expect([column.name, got]).toEqual([column.name, wanted[column.name]]);
    }
  });

  test('a range of rows', async () => {
    const [table] = await tables();
    const column = table.column('DOUBLE')!;
    expect(hexes(await table.numbers(column, { first: 2, count: 3 }))).toEqual(wanted.double.slice(12, 30));
    expect(hexes(await table.vector(column, 6))).toEqual(wanted.double.slice(36));
    expect(await table.numbers(column, { first: 7, count: 0 })).toHaveLength(0);
  });

  test('of variable length, with a gap before the heap', async () => {
    const [, table] = await tables();
    expect(table.heapOffset - table.hdu.dataOffset).toBe(table.rows * table.rowBytes + 8);
    for (const name of ['pj', 'qd', 'pe']) {
      for (let row = 0; row < table.rows; row++)
        expect([name, row, hexes(await table.vector(table.column(name)!, row))]).toEqual([name, row, wanted[name][row]]);
    }
    expect(await table.texts(table.column('pa')!, all(table))).toEqual(wanted.pa);
    expect(Array.from((await table.descriptors(table.column('pj')!, { first: 2, count: 3 })).counts)).toEqual([5, 1, 0]);
  });
});

test('what the header says of the columns', async () => {
  const [table, variable] = await tables();
  const pick = ({ number, code, repeat, width, offset, unit, ucd, utype, dims, maxElements, variable: kind }: Column) =>
    JSON.stringify({ number, code, repeat, width, offset, unit, ucd, utype, dims, maxElements, kind });
  expect(table.columns.map(pick).filter((_, i) => [1, 4, 11, 15].includes(i))).toEqual([
    '{"number":2,"code":"X","repeat":11,"width":2,"offset":1}',
    '{"number":5,"code":"I","repeat":2,"width":4,"offset":7,"unit":"adu"}',
    '{"number":12,"code":"D","repeat":6,"width":48,"offset":41,"unit":"km/s","ucd":"spect.dopplerVeloc","utype":"Spectrum.Data","dims":[3,2]}',
    '{"number":16,"code":"A","repeat":12,"width":12,"offset":129,"dims":[4,3]}',
  ]);
  expect(pick(variable.columns[1])).toBe('{"number":2,"code":"D","repeat":1,"width":16,"offset":8,"maxElements":4,"kind":"Q"}');
  expect(table.column('nothing')).toBeUndefined();
});

describe('what is no table is named', () => {
  const primary = headerBytes(['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 0']);
  const cards = (more: Record<string, string> = {}) =>
    Object.entries({
      XTENSION: "'BINTABLE'",
      BITPIX: '8',
      NAXIS: '2',
      NAXIS1: '12',
      NAXIS2: '2',
      PCOUNT: '8',
      GCOUNT: '1',
      TFIELDS: '2',
      TFORM1: "'J'",
      TFORM2: "'PE(2)'",
      ...more,
    }).map(([keyword, value]) => `${keyword.padEnd(8)}= ${value}`);
  const open = async (more?: Record<string, string>, data = Buffer.alloc(2880)) => {
    const source = bytesSource(Buffer.concat([primary, headerBytes(cards(more)), data]));
    const { hdus } = await FitsFile.open(source);
    return BinTable.of(source, hdus[1]);
  };

  test.each<[Record<string, string>, string]>([
    [{ NAXIS1: '13' }, 'test.fits (HDU 1, card 4, byte 3120): NAXIS1 = 13, the widths of TFORMn add up to 12'],
    [{ TFORM1: "'4Z'" }, "test.fits (HDU 1, card 9, byte 3520): TFORM1 = '4Z', expected a repeat count and one of L X B I J K A E D C M"],
    [
      { TFORM1: "'999999999999999J'" },
      'test.fits (HDU 1, card 4, byte 3120): NAXIS1 = 12, the widths of TFORMn add up to 4000000000000004',
    ],
    [{ TFIELDS: '3' }, 'test.fits (HDU 1, byte 2880): TFORM3 is missing, expected a repeat count'],
    [{ TFIELDS: '1000000' }, 'test.fits (HDU 1, card 8, byte 3440): TFIELDS = 1000000, expected 0 to 999'],
    [{ THEAP: '23' }, 'test.fits (HDU 1, card 11, byte 3680): THEAP = 23, expected 24 to 32 in a binary table'],
    [{ THEAP: '33' }, 'test.fits (HDU 1, card 11, byte 3680): THEAP = 33, expected 24 to 32 in a binary table'],
    [{ BITPIX: '16' }, 'test.fits (HDU 1, card 2, byte 2960): BITPIX = 16, expected 8 in a binary table'],
    [{ NAXIS: '1', NAXIS2: '1' }, 'test.fits (HDU 1, card 3, byte 3040): NAXIS = 1, expected 2 in a binary table'],
  ])('%j', async (more, message) => {
    await expect(open(more)).rejects.toThrow(DamagedError);
    await expect(open(more)).rejects.toThrow(message);
  });

  test('a compressed table', () => expect(open({ ZTABLE: 'T' })).rejects.toThrow(UnsupportedError));

  test('2^40 rows that no byte stands for', async () => {
    const table = await open({ NAXIS1: '0', NAXIS2: String(2 ** 40), TFORM1: "'0J'", TFORM2: "'0PE'" });
    await expect(table.numbers(table.columns[0], all(table))).rejects.toThrow(LimitError);
    await expect(table.descriptors(table.columns[1], all(table))).rejects.toThrow(LimitError);
    expect(await table.vector(table.columns[1], 2 ** 39)).toHaveLength(0);
  });

  test.each([
    [-1, 0],
    [3, 0],
    [1, 5],
    [1, -4],
    [2 ** 31 - 1, 2 ** 31 - 1],
  ])('a cell of %d elements at %d of a heap of 8 bytes', async (count, offset) => {
    const data = Buffer.alloc(2880);
    data.writeInt32BE(2, 4);
    data.writeInt32BE(count, 16);
    data.writeInt32BE(offset, 20);
    const table = await open({}, data);
    const message = `test.fits (HDU 1, byte 5776): row 2 of column 2 points at ${count >>> 0} elements at byte ${offset >>> 0} of the heap, which has 8 bytes`;
    await expect(table.descriptors(table.columns[1], all(table))).rejects.toThrow(message);
    await expect(table.vector(table.columns[1], 1)).rejects.toThrow(DamagedError);
    expect(await table.vector(table.columns[1], 0)).toEqual(Float64Array.of(0, 0));
  });
});
