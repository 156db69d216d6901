import { expect, test } from '@jest/globals';
import { Params } from '#ivoa';
import type { RunnableJob } from '#jobs';
import { canonical } from '#products';
import { memorySource } from '#storage';
import { jobItems } from './job-items.js';

function job(query: string, ...tables: readonly string[]): RunnableJob {
  const uploads = tables.map((text, i) => {
    const source = memorySource(Buffer.from(text), { name: `t${i}`, etag: 'e', lastModified: new Date(0) });
    return [`t${i}`, { source }] as const;
  });
  return { id: 'j', service: 'soda', params: Params.from(new URLSearchParams(query)), uploads: new Map(uploads) };
}
const items = async (query: string, ...tables: readonly string[]) => {
  const found = await jobItems(job(query, ...tables), 1000);
  const texts = Array.from({ length: found.total }, (_, i) => {
    try {
      const { id, filters } = found.at(i);
      return `${id} ${canonical(filters)}`;
    } catch (error) {
      return (error as Error).message;
    }
  });
  return texts;
};

test('datasets, each once, times combinations', async () => {
  expect(await items('ID=a&ID=b&ID=a&BAND=1+2&BAND=3+4&POL=I&POL=Q')).toEqual([
    'a BAND=1 2 POL=I,Q',
    'a BAND=3 4 POL=I,Q',
    'b BAND=1 2 POL=I,Q',
    'b BAND=3 4 POL=I,Q',
  ]);
  expect(await items('ID=a')).toEqual(['a ']);
});

test('rows stand in for CIRCLE, times the datasets and the other values; the radius of a row goes before RADIUS', async () => {
  expect(await items('ID=a&BAND=1+2&BAND=3+4&RADIUS=0.5', 'ra,dec,radius\n1,2,\n3,4,0.1\n')).toEqual([
    'a CIRCLE=1 2 0.5 BAND=1 2',
    'a CIRCLE=1 2 0.5 BAND=3 4',
    'a CIRCLE=3 4 0.1 BAND=1 2',
    'a CIRCLE=3 4 0.1 BAND=3 4',
  ]);
  expect(await items('MASKOUT=hard', 'id,ra,dec,radius\na,1,2,1\n,3,4,1\nb,x,4,1\nc,1,99,1\n')).toEqual([
    'a CIRCLE=1 2 1 MASKOUT=hard',
    'row 2 of the table t0 names no dataset',
    'row 3 of the table t0 has no position or radius',
    expect.stringMatching(/^CIRCLE .*latitude/),
  ]);
  // A column id of a table of stars is no dataset when the job names one.
  expect(await items('ID=a&RADIUS=1', 'id,ra,dec\nHD 1,1,2\n')).toEqual(['a CIRCLE=1 2 1']);
});

test.each<[query: string, tables: readonly string[], message: string]>([
  ['ID=a&RADIUS=1', ['ra,dec\n1,2', 'ra,dec\n1,2'], 'one table is supported for UPLOAD, got 2'],
  ['ID=a&RADIUS=1&POS=CIRCLE+1+2+3', ['ra,dec\n1,2'], 'the rows of the table t0 say where to cut, got POS as well'],
  ['ID=a', ['ra,dec\n1,2'], 'the table t0 needs a column radius, or the job RADIUS in degrees'],
  ['ID=a&RADIUS=-1', ['ra,dec\n1,2'], "RADIUS takes degrees above 0 and up to 180, got '-1'"],
  ['RADIUS=1', ['ra,dec\n1,2'], 'ID is missing: the job needs it, or a column id of the table t0'],
  ['ID=a&RADIUS=1', [], '"RADIUS" is not a parameter of this service'],
  ['ID=a&DRYRUN=1', [], 'DRYRUN has no meaning for a job'],
  ['', [], 'ID is missing'],
])('%s with %j is refused', async (query, tables, message) => {
  await expect(items(query, ...tables)).rejects.toThrow(message);
});

test('more results than a job may have are refused before they are made', async () => {
  const bands = Array.from({ length: 40 }, (_, i) => `&BAND=${i}+${i + 1}`).join('');
  const times = Array.from({ length: 30 }, (_, i) => `&TIME=${i}+${i + 1}`).join('');
  await expect(items(`ID=a${bands}${times}`)).rejects.toThrow('one job makes up to 1000 results (SODALITE_MAX_RESULTS), got 1200');
});
