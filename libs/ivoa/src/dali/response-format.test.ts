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
  ['fits', 'application/fits'],
  ['image/fits', 'image/fits'],
])('a cutout asked for %s answers %s', (asked, contentType) => {
  expect(negotiateFormat(asked, CUTOUT_FORMATS)).toEqual({ name: 'fits', contentType });
});

test('what is not offered is named, with what is', () => {
  expect(() => negotiateFormat('csv', SIA2_FORMATS)).toThrow(
    'RESPONSEFORMAT needs one of votable, application/x-votable+xml, text/xml, application/xml, got "csv"',
  );
});
