import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, query, type Pairs } from './support/http.js';
import { startService, type Service } from './support/service.js';

let service: Service;
beforeAll(async () => void (service = await startService()));
afterAll(() => service.close());

const MULTIPLE = 'MultiValuedParamNotSupported';
const USAGE = 'UsageError';

/** [what, parameters beside ID, label, what the sentence names] */
const cases: [string, Pairs, string, RegExp][] = [
  ['negative radius', { CIRCLE: '150.1 2.2 -0.1' }, USAGE, /CIRCLE/],
  ['radius zero', { CIRCLE: '150.1 2.2 0' }, USAGE, /CIRCLE/],
  ['two numbers for a circle', { CIRCLE: '150.1 2.2' }, USAGE, /CIRCLE/],
  ['four numbers for a circle', { CIRCLE: '150.1 2.2 1 1' }, USAGE, /CIRCLE/],
  ['letters for numbers', { CIRCLE: 'a b c' }, USAGE, /CIRCLE/],
  ['commas', { CIRCLE: '150.1,2.2,0.1' }, USAGE, /CIRCLE/],
  ['latitude beyond the pole', { CIRCLE: '150.1 95 0.1' }, USAGE, /CIRCLE/],
  ['NaN', { CIRCLE: 'NaN 2.2 0.1' }, USAGE, /CIRCLE/],
  ['infinity in a circle', { CIRCLE: '150.1 2.2 +Inf' }, USAGE, /CIRCLE/],
  ['hexadecimal', { CIRCLE: '0x10 2.2 0.1' }, USAGE, /CIRCLE/],
  ['polygon of two vertices', { POLYGON: '150 2 150.1 2' }, USAGE, /POLYGON/],
  ['polygon with half a vertex', { POLYGON: '150 2 150.1 2 150.1 2.1 150' }, USAGE, /POLYGON/],
  ['unknown shape', { POS: 'BOX 150 2 1 1' }, USAGE, /POS/],
  ['shape without numbers', { POS: 'CIRCLE' }, USAGE, /POS/],
  ['RANGE upside down', { POS: 'RANGE 150 151 3 2' }, USAGE, /POS/],
  ['empty value', { POS: '' }, USAGE, /POS/],
  ['one number for BAND', { BAND: '0.21' }, USAGE, /BAND/],
  ['three numbers for BAND', { BAND: '0.21 0.22 0.23' }, USAGE, /BAND/],
  ['BAND upside down', { BAND: '0.22 0.21' }, USAGE, /BAND/],
  ['NaN in BAND', { BAND: 'NaN 0.22' }, USAGE, /BAND/],
  ['TIME of letters', { TIME: 'yesterday today' }, USAGE, /TIME/],
  ['unknown polarization state', { POL: 'Z' }, USAGE, /POL/],
  ['unknown response format', { RESPONSEFORMAT: 'application/x-nonsense' }, USAGE, /RESPONSEFORMAT/],
  ['an HDU that is not there', { HDU: '99' }, USAGE, /HDU/],
  ['two HDUs', { HDU: ['0', '1'], CIRCLE: '150.1 2.2 0.02' }, MULTIPLE, /HDU/],
  ['two formats', { RESPONSEFORMAT: ['fits', 'fits'], CIRCLE: '150.1 2.2 0.02' }, MULTIPLE, /RESPONSEFORMAT/],
];

describe.each(['GET', 'POST'])('a bad parameter by %s', (method) => {
  test.each(cases)('%s', async (_, parameters, label, named) => {
    const answer = await send(method, { ID: service.id('vrad.fits'), ...parameters });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(answer.text).toMatch(new RegExp(`^${label}: `));
    expect(answer.text).toMatch(named);
  });
});

describe('the ID', () => {
  test('none is a usage error', async () => {
    const answer = await ask(`${service.url}/soda/sync`, { CIRCLE: '150.1 2.2 0.02' });
    expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(/^UsageError: .*ID/)]);
  });

  test('of two neither wins: both are answered', async () => {
    const ids = [service.id('vrad.fits'), service.id('ra-zero.fits')];
    const answer = await ask(`${service.url}/soda/sync`, { ID: ids });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-tar']);
    expect(ids.filter((id) => !answer.text.includes(id))).toEqual([]);
  });

  test('two spellings of the name are one parameter: two IDs are two, the same one counts once', async () => {
    const two = await ask(`${service.url}/soda/sync`, { ID: service.id('vrad.fits'), id: service.id('ra-zero.fits') });
    expect([two.status, two.headers.get('content-type')]).toEqual([200, 'application/x-tar']);
    const one = await ask(`${service.url}/soda/sync`, { ID: service.id('vrad.fits'), id: service.id('vrad.fits') });
    expect([one.status, one.headers.get('content-type')]).toEqual([200, 'application/fits']);
  });

  test('an unknown one is 404 with a label', async () => {
    const answer = await ask(`${service.url}/soda/sync`, { ID: service.id('nosuch.fits'), CIRCLE: '150.1 2.2 0.02' });
    expect([answer.status, answer.text]).toEqual([404, expect.stringMatching(/^UsageError: .*nosuch\.fits/)]);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  });
});

test('no error shows a path of the machine', async () => {
  for (const file of ['nosuch.fits', 'table.fits', '../../etc/passwd']) {
    const { text } = await ask(`${service.url}/soda/sync`, { ID: service.id(file), CIRCLE: '1 1 1' });
    expect(text).not.toContain(service.data);
  }
});

test('an address that does not exist is a plain 404, not a page of a framework', async () => {
  const answer = await ask(`${service.url}/soda/nothing`);
  expect(answer.status).toBe(404);
  expect(answer.text).not.toMatch(/<html|at .*\(.*:\d+:\d+\)/i);
});

function send(method: string, parameters: Pairs): ReturnType<typeof ask> {
  if (method === 'GET') return ask(`${service.url}/soda/sync`, parameters);
  return ask(`${service.url}/soda/sync`, {}, { method: 'POST', body: new URLSearchParams(query(parameters)) });
}
