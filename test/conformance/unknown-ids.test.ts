import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask, query } from './support/http.js';
import { fixture, startService, type Service } from './support/service.js';
import { readVotable } from './support/votable.js';

let service: Service;
let root: string;

beforeAll(async () => {
  service = await startService({
    prepare: async (data, folder) => {
      root = folder;
      await mkdir(join(folder, 'elsewhere'));
      await copyFile(fixture('ra-zero.fits'), join(folder, 'elsewhere/secret.fits'));
      await symlink(join(folder, 'elsewhere/secret.fits'), join(data, 'way-out.fits'));
      await symlink(join(folder, 'elsewhere'), join(data, 'door'));
      await symlink(join(data, 'vrad.fits'), join(data, 'way-round.fits'));
      await writeFile(join(data, 'notes.txt'), 'not FITS');
      await writeFile(join(data, 'pretender.fits'), 'SIMPLE  =                    F / not FITS either'.padEnd(2880));
    },
  });
});
afterAll(() => service.close());

const local = (tail: string): string => `ivo://sodalite.local/data?${tail}`;
/** {root} stands for the folder above the data. */
const tricks: [string, string][] = [
  ['up and in again', local('../data/vrad.fits')],
  ['up, out', local('../elsewhere/secret.fits')],
  ['up, encoded', local('..%2Felsewhere%2Fsecret.fits')],
  ['up, encoded twice', local('%252e%252e%252Felsewhere%252Fsecret.fits')],
  ['up, dots encoded', local('%2e%2e/elsewhere/secret.fits')],
  ['backslashes', local('..\\elsewhere\\secret.fits')],
  ['absolute', local('{root}/elsewhere/secret.fits')],
  ['/etc/passwd', local('/etc/passwd')],
  ['a bare path', '/etc/passwd'],
  ['a file URL', 'file:///etc/passwd'],
  ['an http URL', 'http://127.0.0.1:1/secret.fits'],
  ['a NUL', local('vrad.fits%00')],
  ['a raw NUL', local('vrad.fits\0')],
  ['a NUL before the end', local('vrad.fits%00.fits')],
  ['a link that leads out', local('way-out.fits')],
  ['a file behind a linked folder that leads out', local('door/secret.fits')],
  ['a dot in the way', local('./vrad.fits')],
  ['a doubled slash', local('/vrad.fits')],
  ['a folder', local('')],
  ['no FITS file', local('notes.txt')],
  ['another authority', 'ivo://example.org/data?vrad.fits'],
  ['another prefix', 'ivo://sodalite.local/other?vrad.fits'],
  ['no ivoid', 'vrad.fits'],
  ['SQL', local("vrad.fits' OR '1'='1")],
  ['markup', local('<script>alert(1)</script>')],
  ['bad percent signs', local('%ZZ%')],
  ['very long', local('x'.repeat(5000))],
];

describe('an ID is looked up, never opened', () => {
  test.each(tricks)('%s', async (_, trick) => {
    const ID = trick.replace('{root}', root);
    const files = await ask(`${service.url}/files`, { ID });
    expect([files.status, files.headers.get('content-type')]).toEqual([404, expect.stringMatching(/^text\/plain/)]);
    const soda = await ask(`${service.url}/soda/sync`, { ID, CIRCLE: '0 10 1' });
    expect([soda.status, soda.text]).toEqual([404, expect.stringMatching(/^UsageError: /)]);
    expect(soda.text).not.toContain(service.data);
  });

  test('in {links} each is a row of its own with NotFoundFault', async () => {
    const ids = tricks.map(([, id]) => id.replace('{root}', root)).filter((id) => !id.includes('\0')); // XML cannot hold a NUL
    const body = new URLSearchParams(query({ ID: ids }));
    const { text, status } = await ask(`${service.url}/datalink/links`, {}, { method: 'POST', body });
    expect(status).toBe(200);
    const { rows } = await readVotable(text);
    expect(rows.map((row) => row.ID)).toEqual(ids);
    for (const row of rows) expect(row.error_message).toMatch(/^NotFoundFault(: |$)/);
  });

  test('a file that was meant to be FITS and is damaged is reported as such', async () => {
    const ID = local('pretender.fits');
    const soda = await ask(`${service.url}/soda/sync`, { ID, CIRCLE: '0 10 1' });
    expect([soda.status, soda.text]).toEqual([500, expect.stringMatching(/^Error: pretender.fits \(HDU 0, .*END card/)]);
    const { rows } = await readVotable((await ask(`${service.url}/datalink/links`, { ID })).text);
    expect(rows.map((row) => row.error_message)).toEqual([expect.stringMatching(/^FatalFault: pretender.fits \(HDU 0, /)]);
  });

  test('a NUL in an ID does not break the document', async () => {
    const answer = await ask(`${service.url}/datalink/links`, { ID: [local('vrad.fits\0'), service.id('vrad.fits')] });
    expect(answer.status).toBeLessThan(500);
    expect((await readVotable(answer.text)).results).toBe(1);
  });
});

test('a link that stays inside is a dataset like any other', async () => {
  const answer = await ask(`${service.url}/files`, { ID: local('way-round.fits') });
  expect([answer.status, answer.text.slice(0, 6)]).toEqual([200, 'SIMPLE']);
});

test('/files without an ID is a usage error', async () => {
  const answer = await ask(`${service.url}/files`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([400, expect.stringMatching(/^text\/plain/)]);
});
