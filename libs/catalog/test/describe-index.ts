import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Params, parseSia2, parseSsa } from '#ivoa';
import type { Search } from '../src/catalog.js';
import type { Entry } from '../src/index-store/entry.js';
import type { IndexReader, KeyedRecord, ScanIndex } from '../src/index-store/index-store.js';
import { scan, type ScanOptions } from '../src/scan/scanner.js';
import { sample } from '../src/search/sample.js';
import { search } from '../src/search/search.js';
import { generatedEntries } from './generated-entries.js';
import { cubeFile, expansion, imageFile, imageHdu, put } from './made-files.js';

/** An index that is new and empty, from both sides. */
export interface OpenedIndex {
  readonly writer: ScanIndex;
  readonly reader: IndexReader;
  close(): Promise<void>;
}

const sia = (text: string): Search => parseSia2(Params.from(new URLSearchParams(text)));
const ssa = (text: string): Search => parseSsa(Params.from(new URLSearchParams(text)));

async function keysOf(reader: Pick<IndexReader, 'select' | 'dialect'>, query: Search): Promise<string[]> {
  const keys: string[] = [];
  const batches = search(reader, query);
  for (;;) {
    const { value, done } = await batches.next();
    if (done) return value ? [...keys, '…'] : keys;
    keys.push(...value.map(({ key }) => key));
  }
}
const found = async (reader: IndexReader, text: string): Promise<string> =>
  (await keysOf(reader, sia(text))).map((key) => key.replace('.fits', '')).join(' ');

/** What every index does, wherever it is kept. */
export function describeIndex(name: string, open: () => Promise<OpenedIndex>): void {
  describe(name, () => {
    let index: OpenedIndex;
    let data: string;
    beforeEach(async () => {
      data = join(realpathSync(mkdtempSync(join(tmpdir(), 'index-'))), 'data');
      mkdirSync(data);
      index = await open();
    });
    afterEach(async () => {
      await index.close();
      rmSync(dirname(data), { recursive: true, force: true });
    });
    const look = (options: Partial<ScanOptions> = {}) =>
      scan(index.writer, {
        roots: [{ path: data, prefix: '' }],
        authority: 'test.example',
        expanded: expansion,
        collections: [],
        ...options,
      });

    test('a dataset, why there is none, and what is not known yet', async () => {
      put(data, 'a.fits', cubeFile());
      put(data, 'bad.fits', 'nothing');
      const resolve = (key: string) => index.reader.resolve(key);
      expect(await resolve('a.fits')).toMatchObject({ complete: false });
      expect(await look()).toMatchObject({ finished: true, scanned: 2, read: 2 });
      expect(await index.writer.counts()).toEqual({ datasets: 1, refused: 1 });
      expect(await resolve('a.fits')).toMatchObject({ complete: true, record: { row: { obs_id: 'a', pol_states: '/I/V/' } } });
      expect(await resolve('bad.fits')).toEqual({
        complete: true,
        record: undefined,
        fault: { kind: 'damaged', reason: expect.any(String) },
      });
      for (const key of ['A.fits', 'b.fits', '', 'a.fits\0', '\ud800', "' OR 1=1 --"])
        expect(await resolve(key)).toEqual({ complete: true });
    });

    test('what has not changed is not read again, what has gone goes, and a scan that is broken off removes nothing', async () => {
      for (const key of ['a', 'b', 'c/d', 'c/e', 'c0']) put(data, `${key}.fits`, imageFile());
      expect(await look()).toMatchObject({ read: 5, removed: 0 });
      rmSync(join(data, 'a.fits'));
      put(data, 'b.fits', cubeFile());
      expect(await look({ signal: AbortSignal.abort() })).toMatchObject({ finished: false, removed: 0 });
      expect(await index.writer.counts()).toEqual({ datasets: 5, refused: 0 });
      expect(await look({ parallel: 4 })).toMatchObject({ scanned: 4, read: 1, removed: 1 });
      expect((await index.reader.resolve('b.fits')).record?.row.dataproduct_type).toBe('cube');
      put(data, 'b.fits', 'no more');
      expect(await look()).toMatchObject({ read: 1, removed: 0 });
      expect((await index.reader.resolve('b.fits')).record).toBeUndefined();
      expect(await index.writer.counts()).toEqual({ datasets: 3, refused: 1 });
      expect(await look()).toMatchObject({ read: 0, removed: 0 });
    });

    test('what could not be looked at stays, with all that is below it', async () => {
      for (const key of ['c/d', 'c/e', 'c0', 'c!']) put(data, `${key}.fits`, imageFile());
      await look();
      const again = async (...kept: string[]) => {
        await index.writer.beginScan();
        const datasets = [];
        for (const key of kept) datasets.push(await index.writer.keep(key));
        return [datasets, await index.writer.endScan()];
      };
      expect(await again('.')).toEqual([[false], 0]);
      expect(await again('c', 'c!.fits', 'nothing')).toEqual([[false, true, false], 1]);
      expect(await keysOf(index.reader, sia(''))).toEqual(['c!.fits', 'c/d.fits', 'c/e.fits']);
    });

    test('texts of every kind come back as they were', async () => {
      put(data, 'x.fits', cubeFile());
      const texts = ['\0nul', '\ud800 half', "'; DROP TABLE files --", 'ü €\u{1F52D}', '$1 ? %s \\', ''];
      const entries: Entry[] = generatedEntries(texts.length).map((entry, i) => ({
        ...entry,
        key: `${i}.fits`,
        record: { ...entry.record, row: { ...entry.record.row, target_name: texts[i] } },
      }));
      const reason = 'is \0 bad \ud800';
      await index.writer.beginScan();
      for (const entry of [...entries, { key: 'bad.fits', stamp: '1', reason, fault: 'damaged' as const }]) await index.writer.put(entry);
      await index.writer.endScan();
      for (const [i, text] of texts.entries()) expect((await index.reader.resolve(`${i}.fits`)).record?.row.target_name).toBe(text);
      expect((await index.reader.resolve('bad.fits')).fault?.reason).toMatch(/^is . bad .$/u);
      for (const [i, text] of texts.entries()) {
        if (text.isWellFormed() && !text.includes('\0'))
          expect(await keysOf(index.reader, { ...sia('DPTYPE=image&DPTYPE=cube'), targets: [text] } as Search)).toEqual([`${i}.fits`]);
      }
      expect(await keysOf(index.reader, { ...sia(''), targets: ['\0nu', 'none\0'] } as Search)).toEqual([]);
    });

    test('some datasets, cubes first', async () => {
      put(data, 'a.fits', imageFile());
      put(data, 'b.fits', imageHdu([100], { CTYPE1: 'WAVE', CRVAL1: 5e-7, CDELT1: 1e-10 }));
      put(data, 'c.fits', cubeFile());
      await look();
      const names = async (count: number) => (await sample(index.reader, count)).map(({ key }) => key);
      expect([await names(9), await names(2), await names(0)]).toEqual([['c.fits', 'a.fits', 'b.fits'], ['c.fits', 'a.fits'], []]);
    });

    test('every parameter, exact at the edges', async () => {
      put(data, 'cube.fits', cubeFile(10, 20));
      put(data, 'east.fits', imageFile(0, 0, { OBJECT: 'Origin', CALIBLEV: 3 }));
      put(data, 'pole.fits', imageFile(0, 90));
      const allSky = { CTYPE1: 'RA---AIT', CTYPE2: 'DEC--AIT', CRVAL1: 0, CRVAL2: 0, CRPIX1: 180.5, CRPIX2: 90.5, CDELT1: -1, CDELT2: 1 };
      put(data, 'sky.fits', imageHdu([360, 180], allSky));
      put(data, 'spectrum.fits', imageHdu([100], { CTYPE1: 'WAVE', CRVAL1: 5e-7, CDELT1: 1e-10 }));
      put(data, 'nowhere.fits', imageHdu([5, 5]));
      await look();
      const light = 299792458;
      const cases: [string, string][] = [
        ['', 'cube east nowhere pole sky'],
        ['POS=CIRCLE 10 20 0.01', 'cube sky'],
        ['POS=CIRCLE 10 20.1 0.05', 'sky'],
        ['POS=CIRCLE 10 20.1 0.061', 'cube sky'],
        ['POS=CIRCLE 359.99 0 0.001', 'east sky'],
        ['POS=RANGE 359.9 0.1 -0.1 0.1', 'east sky'],
        ['POS=RANGE 0 360 89.99 90', 'pole sky'],
        ['POS=RANGE -Inf +Inf -Inf +Inf', 'cube east pole sky'],
        ['POS=POLYGON 9 19 11 19 11 21 9 21', 'cube sky'],
        ['POS=CIRCLE 10 20 0.01&POS=CIRCLE 0 0 0.01', 'cube east sky'],
        [`BAND=${light / 1.42e9}`, 'cube'],
        [`BAND=${light / 1.4245e9}`, 'cube'],
        [`BAND=-Inf ${light / 1.43e9}`, ''],
        ['BAND=-Inf +Inf', 'cube'],
        ['POL=V', 'cube'],
        ['POL=U', ''],
        ['POL=U&POL=I', 'cube'],
        ['TIME=58849.1 60000', 'cube'],
        ['TIME=58849.2 60000', ''],
        ['FOV=0.1 0.2', 'cube east pole'],
        ['FOV=300 +Inf', 'sky'],
        ['SPATRES=18', 'cube'],
        ['SPECRP=1000 2000', 'cube'],
        ['EXPTIME=8640', 'cube'],
        ['TIMERES=0 +Inf', ''],
        ['TARGET=Origin', 'east'],
        ['TARGET=origin', ''],
        ['FACILITY=WSRT&INSTRUMENT=DZB', 'cube'],
        ['COLLECTION=data&CALIB=3', 'east'],
        ['DPTYPE=spectrum', 'spectrum'],
        ['DPTYPE=image&DPTYPE=cube&POS=CIRCLE 0 0 1', 'east sky'],
        ['ID=ivo://test.example/data?cube.fits', 'cube'],
        ['ID=IVO://TEST.example/data?CUBE%2Efits', 'cube'],
        ['ID=ivo://test.example/data?spectrum.fits&ID=ivo://x/y', 'spectrum'],
        ['ID=ivo://test.example/data?../cube.fits', ''],
        ['FORMAT=application/x-votable%2Bxml;content=datalink&POL=I', 'cube'],
        ['FORMAT=image/jpeg', ''],
        ['RELEASEDATE=2020-01-01 2030-01-01', ''],
        ['MAXREC=2', 'cube east …'],
        ['MAXREC=5', 'cube east nowhere pole sky'],
        ['MAXREC=0', ''],
        ["TARGET=' OR 1=1 --", ''],
      ];
      for (const [text, expected] of cases) expect(`${text} → ${await found(index.reader, text)}`).toBe(`${text} → ${expected}`);
    });

    test('thousands of values of one parameter', async () => {
      put(data, 'cube.fits', cubeFile(10, 20, { CALIBLEV: 2 }));
      put(data, 'east.fits', imageFile(0, 0, { OBJECT: 'Origin', CALIBLEV: 3 }));
      await look();
      const many = (parameter: string, value: (i: number) => string | number, count = 1500) =>
        Array.from({ length: count }, (_, i) => `${parameter}=${value(i)}`).join('&');
      const light = 299792458;
      const cases: [string, string, string][] = [
        [many('ID', (i) => `ivo://test.example/data?${i}.fits`), 'ID=ivo://test.example/data?EAST.fits', 'east'],
        [many('TARGET', (i) => `T${i}`), 'TARGET=Origin', 'east'],
        [many('CALIB', () => 4), 'CALIB=2', 'cube'],
        [many('POS', (i) => `CIRCLE ${100 + (i % 200)} 5 0.1`), 'POS=CIRCLE 10 20 0.01', 'cube'],
        [many('POS', (i) => `RANGE 200 201 ${i / 100} 60`, 900), 'POS=POLYGON 9 19 11 19 11 21 9 21', 'cube'],
        [many('BAND', (i) => i + 1, 900), `BAND=${light / 1.42e9}`, 'cube'],
        [many('BAND', (i) => i + 1), `BAND=${light / 1.42e9}`, 'cube'],
        [many('POL', () => 'U'), 'POL=V', 'cube'],
        [many('FOV', (i) => `${300 + i} ${301 + i}`), 'FOV=0.1 0.2', 'cube east'],
      ];
      for (const [others, right, expected] of cases) {
        expect([right, await found(index.reader, others)]).toEqual([right, '']);
        expect([right, await found(index.reader, `${others}&${right}`)]).toEqual([right, expected]);
      }
      // All that a database is asked for at once
      const every = ['POS=CIRCLE 1 2 3', 'BAND=1', 'TIME=1', 'FOV=1 2', 'SPATRES=1', 'SPECRP=1', 'EXPTIME=1', 'TIMERES=1', 'POL=U'];
      expect(await found(index.reader, every.flatMap((one) => Array<string>(1000).fill(one)).join('&'))).toBe('');
    });
  });

  describe(`${name}: 10⁵ rows`, () => {
    const entries = generatedEntries(100_000);
    const all: KeyedRecord[] = entries.map(({ key, record }) => ({ key, record })).sort((a, b) => (a.key < b.key ? -1 : 1));
    let index: OpenedIndex;
    beforeAll(async () => {
      index = await open();
      await index.writer.beginScan();
      for (const [i, entry] of entries.entries()) {
        await index.writer.put(entry);
        if (i % 200 === 0) await index.writer.checkpoint();
      }
      await index.writer.endScan();
    });
    afterAll(() => index.close());

    test('all are there', async () => {
      expect(await index.writer.counts()).toEqual({ datasets: entries.length, refused: 0 });
    });

    test.each([
      ...['CIRCLE 10 20 1', 'CIRCLE 0 0 2', 'CIRCLE 359.9 -45 0.5', 'CIRCLE 100 89.5 1', 'CIRCLE 100 -90 3', 'CIRCLE 180 0 180'].map(
        (pos) => sia(`POS=${pos}`),
      ),
      ...['CIRCLE 200 10 40', 'RANGE 359 1 10 12', 'RANGE 0 360 85 90', 'POLYGON 358 -1 2 -1 2 1 358 1', 'POLYGON 0 88 120 88 240 88'].map(
        (pos) => sia(`POS=${pos}`),
      ),
      sia('POS=CIRCLE 10 20 1&POS=CIRCLE 190 -20 1&BAND=0.2 0.21&POL=I'),
      sia('TIME=55000 55001&FOV=0.1 0.2&TARGET=T17&DPTYPE=cube'),
      sia('COLLECTION=C3&CALIB=2&CALIB=3&MAXREC=20000'),
      sia('ID=ivo://test.example/data?C3%2Ff00042.fits&ID=IVO://test.example/data?c4/F00043.FITS'),
      sia('MAXREC=1'),
      sia('MAXREC=20000'),
      ssa('POS=10,20&SIZE=4'),
      ssa('POS=359.99,-1&SIZE=3&BAND=0.2/0.3'),
    ])('what SQL leaves out does not fit: query %#', async (query) => {
      // The kinds of data that are looked for when none is named are for SQL alone.
      const isForAll = query.dptypes.length + query.ids.length > 0;
      const kind = ({ record }: KeyedRecord) => isForAll || ['image', 'cube'].includes(record.row.dataproduct_type!);
      const everything = { dialect: index.reader.dialect, select: () => [all.filter(kind)] };
      expect(await keysOf(index.reader, query)).toEqual(await keysOf(everything, query));
    });
  });
}
