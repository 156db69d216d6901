import { expect, test } from '@jest/globals';
import { CUTOUT_FORMATS, DATALINK_FORMATS, negotiateFormat, SIA2_FORMATS } from './response-format.js';

const canonical = 'application/x-votable+xml;content=datalink';

test.each([
  [undefined, canonical],
  ['', canonical],
  ['votable', canonical],
  ['VOTable', canonical],
  ['application/x-votable+xml', canonical],
  ['application/x-votable+xml;content=datalink', canonical],
  ['Application/X-VOTable+XML ; serialization=TABLEDATA', canonical],
  ['text/xml', 'text/xml;content=datalink'],
])('{links} asked for %j answers %s', (asked, contentType) => {
  expect(negotiateFormat(asked, DATALINK_FORMATS)).toEqual({ name: 'votable', contentType });
});

test.each([
  ['fits', 'fits', 'application/fits'],
  ['image/fits', 'fits', 'image/fits'],
  ['application/fits;version=4', 'fits', 'application/fits'],
  ['application/fits;compress=rice', 'rice', 'application/fits;compress=rice'],
  ['Application/FITS; version=4; Compress = "Rice"', 'rice', 'application/fits;compress=rice'],
  ['votable', 'votable', 'application/x-votable+xml'],
  ['text/csv', 'csv', 'text/csv;header=present'],
])('a cutout asked for %s is %s, %s', (asked, name, contentType) => {
  expect(negotiateFormat(asked, CUTOUT_FORMATS)).toEqual({ name, contentType });
});

test('a compression that is not done is named', () => {
  expect(() => negotiateFormat('application/fits;compress=zstd', CUTOUT_FORMATS)).toThrow(
    'RESPONSEFORMAT takes compress=rice of application/fits, got "application/fits;compress=zstd"',
  );
});

test('what is not offered is named, with what is', () => {
  expect(() => negotiateFormat('csv', SIA2_FORMATS)).toThrow(
    'RESPONSEFORMAT needs one of votable, application/x-votable+xml, text/xml, application/xml, got "csv"',
  );
});
