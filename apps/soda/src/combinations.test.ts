import { expect, test } from '@jest/globals';
import { Params, parseSoda } from '#ivoa';
import { canonical } from '#products';
import { combinationsOf } from './combinations.js';

const combinations = (query: string, most = 100) => combinationsOf(parseSoda(Params.from(new URLSearchParams(query))), most);

test('one value each is one combination', () => {
  expect(combinations('ID=a&CIRCLE=1+2+3&BAND=1+2&POL=I&POL=V&HDU=SCI').map(canonical)).toEqual(['CIRCLE=1 2 3 BAND=1 2 POL=I,V HDU=SCI']);
  expect(combinations('ID=a').map(canonical)).toEqual(['']);
});

test('lists multiply, in the order of the values; POL is one filter', () => {
  expect(combinations('ID=a&CIRCLE=1+2+3&POS=RANGE+1+2+3+4&BAND=1+2&BAND=3+4&POL=I&POL=Q').map(canonical)).toEqual([
    'POS=RANGE 1 2 3 4 BAND=1 2 POL=I,Q',
    'POS=RANGE 1 2 3 4 BAND=3 4 POL=I,Q',
    'CIRCLE=1 2 3 BAND=1 2 POL=I,Q',
    'CIRCLE=1 2 3 BAND=3 4 POL=I,Q',
  ]);
  expect(combinations('ID=a&VELO=1+2&VELO=3+4&DOPPLER=radio&RESTFREQ=5').map(canonical)).toEqual([
    'VELO=1 2 DOPPLER=radio RESTFREQ=5',
    'VELO=3 4 DOPPLER=radio RESTFREQ=5',
  ]);
  expect(combinations('ID=a&FREQ=1+2&TIME=3+4').map(canonical)).toEqual(['FREQ=1 2 TIME=3 4']);
  expect(combinations('ID=a&PIXELS=[1:2]&PIXELS=[SCI][3:4]').map(canonical)).toEqual(['PIXELS=[1:2]', 'PIXELS=[SCI][3:4]']);
});

test('more than a request may ask for are refused before they are made, datasets counted', () => {
  const many = (name: string, values: number) => Array.from({ length: values }, (_, i) => `&${name}=${i + 1}+${i + 2}`).join('');
  expect(combinations(`ID=a&id=b${many('BAND', 10)}${many('TIME', 5)}`)).toHaveLength(50);
  expect(() => combinations(`ID=a&id=b${many('BAND', 10)}${many('TIME', 6)}`)).toThrow(
    'one request makes up to 100 cutouts (SODALITE_MAX_COMBINATIONS), got 120 combinations of values and datasets; send them in several requests',
  );
  expect(() => combinations(`ID=a${many('BAND', 5000)}${many('TIME', 5000)}`)).toThrow(/got 25000000/);
});
