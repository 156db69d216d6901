import { describe, expect, test } from '@jest/globals';
import { locatorSchema } from '#ops';
import { LocatorRules } from './locator-rules.js';

const rules = (...given: object[]) => new LocatorRules(given.map((one) => locatorSchema.parse(one)));

const DACHS = rules({ match: 'ivo://org.gavo.dc/~?{path*}', source: { file: '/data/dachs/{path}' } });
const CADC = rules({ match: 'cadc:{collection}/{name}', source: { https: 'https://archive.example.org/pub/{collection}/{name}' } });
const pathOf = (id: string) => {
  const source = DACHS.placeOf(id)?.source;
  return source?.kind === 'file' ? source.path : undefined;
};
const urlOf = (id: string) => {
  const source = CADC.placeOf(id)?.source;
  return source?.kind === 'http' ? source.url : undefined;
};

describe('IDs as DaCHS makes them', () => {
  test.each([
    ['ivo://org.gavo.dc/~?lensunion/data/a.fits', '/data/dachs/lensunion/data/a.fits'],
    ['IVO://Org.GAVO.dc/~?lensunion/data/a.fits', '/data/dachs/lensunion/data/a.fits'],
    ['ivo://org.gavo.dc/%7E?lensunion%2Fdata%2Fa.fits', '/data/dachs/lensunion/data/a.fits'],
    ['ivo://org.gavo.dc/~?a%20b/c+d%25.fits', '/data/dachs/a b/c+d%.fits'],
    ['ivo://org.gavo.dc/~?data%2F%C3%A9.fits', '/data/dachs/data/é.fits'],
  ])('%s', (id, path) => expect(pathOf(id)).toBe(path));

  test.each([
    'ivo://org.gavo.dc/~?',
    'ivo://org.gavo.dc/~?../secret.fits',
    'ivo://org.gavo.dc/~?a/../../secret.fits',
    'ivo://org.gavo.dc/~?a/%2E%2E/%2e%2e/secret.fits',
    'ivo://org.gavo.dc/~?/etc/passwd',
    'ivo://org.gavo.dc/~?a//b.fits',
    'ivo://org.gavo.dc/~?a/./b.fits',
    'ivo://org.gavo.dc/~?a.fits%00.txt',
    'ivo://org.gavo.dc/~?a%0Ab.fits',
    'ivo://org.gavo.dc/~?a%FF.fits',
    'ivo://org.gavo.dc/~?a%.fits',
    'ivo://org.gavo.dc/x?a.fits',
    'ivo://org.gavo.dc.evil/~?a.fits',
    'xivo://org.gavo.dc/~?a.fits',
    `ivo://org.gavo.dc/~?${'a'.repeat(5000)}`,
  ])('%s has no place', (id) => expect(DACHS.placeOf(id)).toBeUndefined());

  test('the rest of the ID names the dataset', () => {
    expect(DACHS.placeOf('ivo://org.gavo.dc/~?lensunion/data/a.fits')).toMatchObject({
      key: 'lensunion/data/a.fits',
      name: 'a.fits',
      root: '/data/dachs',
      collectionName: 'org.gavo.dc',
    });
  });
});

describe('IDs as CADC makes them', () => {
  test.each([
    ['cadc:CFHT/806045o.fits.fz', 'https://archive.example.org/pub/CFHT/806045o.fits.fz'],
    ['CADC:CFHT/806045o.fits.fz', 'https://archive.example.org/pub/CFHT/806045o.fits.fz'],
    ['cadc:CFHT/a b?x=1&y#z.fits', 'https://archive.example.org/pub/CFHT/a%20b%3Fx%3D1%26y%23z.fits'],
    ['cadc:CFHT%2Fa%252Fb.fits', 'https://archive.example.org/pub/CFHT/a%252Fb.fits'],
    ['cadc:@evil.example.org/a.fits', 'https://archive.example.org/pub/%40evil.example.org/a.fits'],
  ])('%s', (id, url) => expect(urlOf(id)).toBe(url));

  test.each(['cadc:CFHT', 'cadc:CFHT/', 'cadc:/a.fits', 'cadc:CFHT/sub/a.fits', 'cadc:../a.fits', 'cadc:CFHT/..', 'cadc:CFHT/%2e%2e'])(
    '%s has no place',
    (id) => expect(CADC.placeOf(id)).toBeUndefined(),
  );
});

test('an access URL may be what is mapped', () => {
  const mapped = rules({ match: 'https://archive.example.org/get/{name*}', source: { s3: { store: 's', bucket: 'b', key: 'v1/{name}' } } });
  expect(mapped.placeOf('https://archive.example.org/get/x/y.fits')?.source).toEqual({
    kind: 's3',
    store: 's',
    bucket: 'b',
    key: 'v1/x/y.fits',
  });
});

test('the most specific rule wins, whatever the order; of two alike the first; and no other is tried', () => {
  const file = (name: string, match: string) => ({ match, source: { file: `/${name}/x` } });
  const given = [file('any', 'x:{a*}'), file('dir', 'x:data/{a*}'), file('fits', 'x:{a}/{b}.fits'), file('later', 'x:{c}/{d}.fits')];
  const rootOf = (id: string) => rules(...given).placeOf(id)?.root;
  expect(rootOf('x:other/deep/a.txt')).toBe('/any');
  expect(rootOf('x:data/a.txt')).toBe('/dir');
  expect(rootOf('x:other/a.fits')).toBe('/fits');
  // both fit; five letters and a slash are written out in each, so the earlier one counts
  expect(rootOf('x:data/a.fits')).toBe('/fits');
  expect(rootOf('x:data/../a.fits')).toBeUndefined();
});

test('text beside a capture does not make a way out of it', () => {
  const beside = rules({ match: 'x:{a}', source: { file: '/data/.{a}' } });
  expect(beside.placeOf('x:hidden')?.source).toEqual({ kind: 'file', path: '/data/.hidden' });
  expect(beside.placeOf('x:.')).toBeUndefined();
  expect(rules({ match: 'x:{a}-{b}', source: { file: '/data/{a}/.{b}./x' } }).placeOf('x:d-e')?.root).toBe('/data');
});
