import { expect, test } from '@jest/globals';
import { productUnit, unitPower, unitTimes } from './units.js';

test.each([
  ['Jy/beam', 'Jy beam-1'],
  ['JY/BEAM', 'Jy beam-1'],
  ['Jy beam-1', 'Jy beam-1'],
  ['K', 'K'],
  ['W/m**2/sr', 'W m-2 sr-1'],
  ['mJy.arcsec^-2', 'mJy arcsec-2'],
  ['10**-20 erg/s', '10**-20 erg s-1'],
  ['1E-17 erg/s', '10**-17 erg s-1'],
  ['1e-17 erg/s/cm^2/Ang', '10**-17 erg s-1 cm-2 Angstrom-1'],
  ['10^(-17) erg', '10**-17 erg'],
  ['Jy/PIXEL', 'Jy pixel-1'],
  ['HZ', 'Hz'],
  ['2E-17 erg/s', '(2E-17 erg/s)'],
  ['', ''],
])('%s is %s', (unit, expected) => {
  expect(productUnit(unit)).toBe(expected);
});

test('products and powers', () => {
  expect(unitTimes('Jy/beam', 'km/s')).toBe('Jy beam-1 km s-1');
  expect(unitTimes('', 'km/s')).toBe('');
  expect(unitPower('km/s', 2)).toBe('km2 s-2');
  expect(unitPower('K km s-1', 2)).toBe('K2 km2 s-2');
  expect(unitPower('10**-17 erg/s', 2)).toBe('10**-34 erg2 s-2');
});
