import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ask, type Pairs } from './support/http.js';
import { fixture, startService, type Service } from './support/service.js';
import { oddities, readVotable, type Votable } from './support/votable.js';

const CANONICAL = 'application/x-votable+xml;content=datalink';
let service: Service;

beforeAll(async () => {
  service = await startService({
    prepare: async (data) => {
      await mkdir(join(data, 'names'));
      await copyFile(fixture('ra-zero.fits'), join(data, 'names/a b+c&d.fits'));
    },
  });
});
afterAll(() => service.close());

async function links(parameters: Pairs): Promise<Votable> {
  const answer = await ask(`${service.url}/datalink/links`, parameters);
  expect(answer.status).toBe(200);
  return readVotable(answer.text);
}

/** name, datatype, unit, ucd: exactly as DataLink 1.1 §3.1 has them, and in that order */
const columns = [
  ['ID', 'char', null, 'meta.id;meta.main'],
  ['access_url', 'char', null, 'meta.ref.url'],
  ['service_def', 'char', null, 'meta.ref'],
  ['error_message', 'char', null, 'meta.code.error'],
  ['description', 'char', null, 'meta.note'],
  ['semantics', 'char', null, 'meta.code'],
  ['content_type', 'char', null, 'meta.code.mime'],
  ['content_length', 'long', 'byte', 'phys.size;meta.file'],
];

describe('the document', () => {
  test('has the type that clients compare by string', async () => {
    const { headers } = await ask(`${service.url}/datalink/links`, { ID: service.id('vrad.fits') });
    expect(headers.get('content-type')).toBe(CANONICAL);
  });

  test('has the columns of the standard first, and says which standard', async () => {
    const { fields, infos, results } = await links({ ID: service.id('vrad.fits') });
    expect(results).toBe(1);
    expect(fields.slice(0, 8).map((f) => [f.name, f.datatype, f.unit, f.ucd])).toEqual(columns);
    expect(infos).toContainEqual({ name: 'QUERY_STATUS', value: 'OK', content: '' });
    expect(infos).toContainEqual({ name: 'standardID', value: 'ivo://ivoa.net/std/DataLink#links-1.1', content: '' });
  });

  test('answers a known short format, the full type, and text/xml with the type that was asked for', async () => {
    for (const [format, type] of [
      ['votable', /^application\/x-votable\+xml/],
      ['application/x-votable+xml', /^application\/x-votable\+xml/],
      ['application/x-votable+xml; content=datalink', /^application\/x-votable\+xml/],
      ['text/xml', /^text\/xml/],
    ] as const) {
      const answer = await ask(`${service.url}/datalink/links`, { ID: service.id('vrad.fits'), RESPONSEFORMAT: format });
      expect([format, answer.status]).toEqual([format, 200]);
      expect(answer.headers.get('content-type')).toMatch(type);
    }
  });

  test('refuses an unknown format with a VOTable', async () => {
    const answer = await ask(`${service.url}/datalink/links`, { ID: service.id('vrad.fits'), RESPONSEFORMAT: 'application/x-nonsense' });
    expect(answer.status).toBe(400);
    const [status] = (await readVotable(answer.text)).infos;
    expect(status).toEqual({ name: 'QUERY_STATUS', value: 'ERROR', content: expect.stringMatching(/^UsageFault: .*RESPONSEFORMAT/) });
  });

  test('without any ID is an empty table and the description of the service', async () => {
    const { rows, descriptors, fields } = await links({});
    expect([rows, fields.length >= 8]).toEqual([[], true]);
    const self = descriptors.filter((d) => d.utype === 'adhoc:this');
    expect(self.map((d) => d.parameters)).toEqual([
      expect.objectContaining({ accessURL: `${service.url}/datalink/links`, standardID: 'ivo://ivoa.net/std/DataLink#links-1.1' }),
    ]);
    expect(Object.keys(self[0].inputs)).toContain('ID');
  });

  test('astropy finds nothing odd in it', async () => {
    expect(oddities(await links({ ID: service.id('stokes-iv.fits') }))).toEqual([]);
  });
});

describe('the rows of a dataset', () => {
  test('begin with #this, which is the file and knows its length', async () => {
    const { rows } = await links({ ID: service.id('vrad.fits') });
    const [first] = rows;
    expect(first).toMatchObject({ ID: service.id('vrad.fits'), semantics: '#this', content_type: 'application/fits', error_message: null });
    expect(first.content_length).toBe((await stat(join(service.data, 'vrad.fits'))).size);
    expect((await ask(String(first.access_url))).bytes.length).toBe(first.content_length);
  });

  test('each hold exactly one of access_url, service_def and error_message, and core terms with their #', async () => {
    const { rows } = await links({ ID: [service.id('vrad.fits'), service.id('table.fits'), service.id('nosuch.fits')] });
    for (const row of rows) {
      expect([row.access_url, row.service_def, row.error_message].filter((value) => value !== null)).toHaveLength(1);
      expect(row.semantics).toMatch(/^#[a-z-]+$/);
    }
  });

  test('the first service is SODA sync, under a name that XML allows, and unique', async () => {
    const { rows, descriptors } = await links({ ID: [service.id('vrad.fits'), service.id('ra-zero.fits')] });
    const references = rows.map((row) => row.service_def).filter((name) => name !== null);
    const named = descriptors.map((d) => d.id).filter((name) => name !== null);
    expect(new Set(named).size).toBe(named.length);
    for (const name of references) expect(named).toContain(name);
    for (const name of named) expect(name).toMatch(/^[A-Za-z_][\w.-]*$/);
    const first = descriptors.find((d) => d.id === references[0])!;
    expect(first.parameters).toMatchObject({ accessURL: `${service.url}/soda/sync`, standardID: 'ivo://ivoa.net/std/SODA#sync-1.0' });
    expect(rows.find((row) => row.service_def === references[0])!.semantics).toBe('#cutout');
  });

  test('a file that cannot be cut says why', async () => {
    const { rows } = await links({ ID: service.id('table.fits') });
    expect(rows.filter((row) => row.semantics === '#this' && row.access_url)).toHaveLength(1);
    expect(rows.map((row) => row.error_message).filter(Boolean)).toEqual([expect.stringMatching(/^\w+Fault: .*image/i)]);
  });
});

describe('the domain in the descriptor', () => {
  const inputs = async (file: string) =>
    (await links({ ID: service.id(file) })).descriptors.find((d) => d.parameters.standardID?.includes('SODA#sync'))!.inputs;

  test('SODA parameters carry the three factors, and the ID of the dataset', async () => {
    const { ID, CIRCLE, POLYGON, BAND } = await inputs('vrad.fits');
    expect(ID).toMatchObject({ value: service.id('vrad.fits'), ucd: 'meta.ref.url;meta.curation' });
    expect(CIRCLE).toMatchObject({ datatype: 'double', arraysize: '3', xtype: 'circle', unit: 'deg', ucd: 'pos.outline;obs' });
    expect(POLYGON).toMatchObject({ datatype: 'double', arraysize: '*', xtype: 'polygon', unit: 'deg', ucd: 'pos.outline;obs' });
    expect(BAND).toMatchObject({ datatype: 'double', arraysize: '2', xtype: 'interval', unit: 'm', ucd: 'em.wl;stat.interval' });
  });

  test('a request of the whole domain is the whole dataset', async () => {
    const { CIRCLE, BAND } = await inputs('vrad.fits');
    const whole = await ask(`${service.url}/soda/sync`, { ID: service.id('vrad.fits') });
    const asked = await ask(`${service.url}/soda/sync`, {
      ID: service.id('vrad.fits'),
      CIRCLE: CIRCLE.max!,
      BAND: `${BAND.min} ${BAND.max}`,
    });
    expect([asked.status, asked.bytes.length]).toEqual([200, whole.bytes.length]);
  });

  test('BAND spans the edges of the channels, low first, in vacuum metres', async () => {
    const { BAND } = await inputs('spectrum.fits'); // 200 channels of 0.5 nm from 500 nm
    expect(Number(BAND.min)).toBeCloseTo(499.75e-9, 15);
    expect(Number(BAND.max)).toBeCloseTo(599.75e-9, 15);
  });

  test('POL lists the states that give data, and is absent where there are none', async () => {
    expect((await inputs('stokes-iv.fits')).POL.options).toEqual(['I', 'V']);
    expect((await inputs('vrad.fits')).POL).toBeUndefined();
  });

  test('an image without a spectral axis offers no BAND, a spectrum no CIRCLE', async () => {
    expect((await inputs('ra-zero.fits')).BAND).toBeUndefined();
    expect((await inputs('spectrum.fits')).CIRCLE).toBeUndefined();
  });
});

describe('several IDs', () => {
  test('one bad among good ones is one row with a fault, and the rows of one ID stand together', async () => {
    const ids = ['vrad.fits', 'nosuch.fits', 'ra-zero.fits'].map((file) => service.id(file));
    const { rows } = await links({ ID: ids });
    const order = rows.map((row) => row.ID).filter((id, i, all) => id !== all[i - 1]);
    expect(order).toEqual(ids);
    expect(rows.filter((row) => row.ID === ids[1])).toEqual([
      expect.objectContaining({ semantics: '#this', error_message: expect.stringMatching(/^NotFoundFault(: |$)/) }),
    ]);
  });

  test.each(['form', 'multipart'])('two thousand by POST (%s) get a row each, or an overflow mark between two IDs', async (kind) => {
    const known = service.id('ra-zero.fits');
    const ids = Array.from({ length: 2000 }, (_, i) => (i % 500 === 0 ? known : `ivo://sodalite.local/data?none-${i}.fits`));
    const body = kind === 'form' ? new URLSearchParams() : new FormData();
    ids.forEach((id) => body.append('ID', id));
    const answer = await ask(`${service.url}/datalink/links`, {}, { method: 'POST', body });
    expect(answer.status).toBe(200);
    const { rows, infos } = await readVotable(answer.text);
    const answered = new Set(rows.map((row) => row.ID));
    const complete = ids.every((id) => answered.has(id));
    expect(complete || infos.some((info) => info.value === 'OVERFLOW')).toBe(true);
    expect(answered.size).toBeGreaterThanOrEqual(100);
  });

  test('an ID is echoed as it was sent, whatever its spelling', async () => {
    const spellings = ['names/a%20b%2Bc%26d.fits', 'names/a b+c&d.fits', 'names%2Fa%20b%2bc%26d%2Efits'].map((name) => service.id(name));
    const { rows } = await links({ ID: spellings });
    expect([...new Set(rows.map((row) => row.ID))]).toEqual(spellings);
    expect(rows.filter((row) => row.error_message !== null)).toEqual([]);
  });
});
