import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, query } from './support/http.js';
import { startService, type Service } from './support/service.js';
import { python, run } from './support/tool.js';

/** astropy brings the schema of VOTable; STILTS brings those of VOSI and what they import. */
const schema = '/usr/lib/python3/dist-packages/astropy/io/votable/data/VOTable.v1.4.xsd';

let service: Service;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sodalite-documents-'));
  service = await startService();
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

const id = (file: string): string => query({ ID: `ivo://sodalite.local/data?${file}` });

/** Every kind of VOTable that the service writes, its errors included. */
const votables: [string, string][] = [
  ['links of a cube', `/datalink/links?${id('vrad.fits')}`],
  ['links of four polarization states', `/datalink/links?${id('stokes-iquv.fits')}`],
  ['links of a spectrum', `/datalink/links?${id('spectrum.fits')}`],
  ['links of several, some unknown', `/datalink/links?${id('mosaic.fits')}&${id('nosuch.fits')}&${id('table.fits')}`],
  ['links of nothing', '/datalink/links'],
  ['a refusal of {links}', `/datalink/links?${id('vrad.fits')}&RESPONSEFORMAT=nonsense`],
  ['all of SIA', '/sia/query'],
  ['a truncated answer of SIA', '/sia/query?MAXREC=2'],
  ['the columns of SIA', '/sia/query?MAXREC=0'],
  ['a refusal of SIA', '/sia/query?POS=NONSENSE%3C%26'],
  ['all of SSA', '/ssa/query?REQUEST=queryData'],
  ['a truncated answer of SSA', '/ssa/query?REQUEST=queryData&MAXREC=1'],
  ['the description of SSA', '/ssa/query?REQUEST=queryData&FORMAT=metadata'],
  ['a refusal of SSA', '/ssa/query?REQUEST=queryData&POS=NONSENSE%3C%26'],
];

/** What STILTS may ask for itself: it does not read the body of a refusal. */
const answers = votables.filter(([, path]) => path.startsWith('/datalink') && !path.includes('nonsense'));

async function save(path: string): Promise<string> {
  const { bytes } = await ask(service.url + path);
  const file = join(folder, `${encodeURIComponent(path).slice(0, 100)}.xml`);
  await writeFile(file, bytes);
  return file;
}

describe('VOTables', () => {
  test('astropy still brings the schema', () => expect(existsSync(schema)).toBe(true));

  test.each(votables)('%s validates against VOTable.xsd', async (_, path) => {
    const { code, err } = await run('xmllint', ['--noout', '--nonet', '--schema', schema, await save(path)]);
    expect([code, err.replaceAll(folder, '')]).toEqual([0, expect.stringMatching(/validates$/m)]);
  });

  test.each(votables)('stilts votlint: %s', async (_, path) => {
    const { code, out, err } = await run('stilts', ['votlint', 'validate=true', `votable=${await save(path)}`]);
    expect([code, complaints(out + err)]).toEqual([0, []]);
  });

  test.each(answers)('stilts datalinklint: %s', async (_, path) => {
    const { code, out, err } = await run('stilts', ['datalinklint', 'report=EWF', `votable=${service.url}${path}`]);
    expect([code, complaints(out + err)]).toEqual([0, []]);
  });
});

/** Lines of STILTS that are errors, warnings or failures, less those that are its own. */
function complaints(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => /^\s*(ERROR|WARNING|FATAL|[EWF]-)/.test(line))
    .filter((line) => !theirs.some((pattern) => pattern.test(line)));
}

/** What STILTS says though the document is right, each with the reason. */
const theirs: RegExp[] = [];

describe('VOSI', () => {
  const services = ['datalink', 'sia', 'ssa', 'soda'];

  test.each(services.flatMap((name) => [`/${name}/capabilities`, `/${name}/availability`]))('%s validates', async (path) => {
    const { code, out, err } = await run('stilts', ['xsdvalidate', 'uselocals=true', `doc=${await save(path)}`]);
    expect([code, (out + err).trim()]).toEqual([0, '']);
  });

  test.each(services)('/%s/capabilities: every capability has a standardID, every address opens', async (name) => {
    const { text, headers } = await ask(`${service.url}/${name}/capabilities`);
    expect(headers.get('content-type')).toMatch(/^(text|application)\/xml/);
    const capabilities = [...text.matchAll(/<capability\b[^>]*>/g)].map(([tag]) => tag);
    expect(capabilities.length).toBeGreaterThanOrEqual(3);
    for (const tag of capabilities) expect(tag).toMatch(/standardID="ivo:\/\/ivoa\.net\/std\/[^"]+"/);
    const open = [...text.matchAll(/<accessURL[^>]*use="full"[^>]*>([^<]*)</g)].map(([, url]) => url);
    for (const url of open) expect([url, (await ask(url)).status]).toEqual([url, 200]);
  });

  test.each([
    ['datalink', 'ivo://ivoa.net/std/DataLink#links-1.1', '/datalink/links'],
    ['sia', 'ivo://ivoa.net/std/SIA#query-2.0', '/sia/query'],
    ['ssa', 'ivo://ivoa.net/std/SSA', '/ssa/query'],
    ['soda', 'ivo://ivoa.net/std/SODA#sync-1.0', '/soda/sync'],
  ])('%s declares %s', async (name, standard, path) => {
    const { text } = await ask(`${service.url}/${name}/capabilities`);
    const [, capability] = new RegExp(`standardID="${standard}"([\\s\\S]*?)</capability>`, 'i').exec(text)!;
    expect(capability).toContain(`${service.url}${path}<`);
  });

  test('the service says that it is available', async () => {
    for (const name of services) expect((await ask(`${service.url}/${name}/availability`)).text).toMatch(/available>\s*true\s*</);
  });
});

test('/soda/examples is well-formed XHTML, and each of its examples runs', async () => {
  const { text, status } = await ask(`${service.url}/soda/examples`);
  expect(status).toBe(200);
  const examples = await python<{ name: string; capability: string; parameters: Record<string, string> }[]>('read_examples.py', {
    xml: text,
  });
  expect(examples.length).toBeGreaterThan(0);
  for (const { name, parameters } of examples) {
    const answer = await ask(`${service.url}/soda/sync`, parameters);
    expect([name, answer.status, answer.text.slice(0, 6)]).toEqual([name, 200, 'SIMPLE']);
  }
});
