import { expect, test } from '@jest/globals';
import { unitScale } from './unit.js';

test.each([
  ['GHZ', 1e9, 'frequency'], ['HZ', 1, 'frequency'], ['MHz', 1e6, 'frequency'], ['MHZ', 1e6, 'frequency'], ['mHz', 1e-3, 'frequency'],
  ['kHz', 1e3, 'frequency'], ['s-1', 1, 'frequency'], ['rad/s', 1, 'angular-frequency'], ['deg s**-1', Math.PI / 180, 'angular-frequency'],
  ['M/S', 1, 'velocity'], ['KM/S', 1e3, 'velocity'], ['m s-1', 1, 'velocity'], ['km.s**-1', 1e3, 'velocity'], ['km*s^-1', 1e3, 'velocity'],
  ['km s**(-1)', 1e3, 'velocity'], ['KM/SEC', 1e3, 'velocity'], ['cm/s', 1e-2, 'velocity'], ['10**3 m/s', 1e3, 'velocity'],
  ['Angstrom', 1e-10, 'length'], ['angstroms', 1e-10, 'length'], ['ANGSTROM', 1e-10, 'length'], ['A', 1e-10, 'length'], ['um', 1e-6, 'length'],
  ['micron', 1e-6, 'length'], ['nm', 1e-9, 'length'], ['M', 1, 'length'], ['/m', 1, 'wavenumber'], ['1/cm', 100, 'wavenumber'], ['cm-1', 100, 'wavenumber'],
  ['eV', 1.602176634e-19, 'energy'], ['keV', 1.602176634e-16, 'energy'], ['erg', 1e-7, 'energy'], ['kg m2 s-2', 1, 'energy'], ['J', 1, 'energy'],
  ['d', 86400, 'time'], ['s', 1, 'time'], ['yr', 31557600, 'time'], ['DEGREE', 1, 'angle'], ['deg', 1, 'angle'], ['DEG', 1, 'angle'],
  ['arcsec', 1 / 3600, 'angle'], ['mas', 1 / 3600e3, 'angle'], ['rad', 180 / Math.PI, 'angle'], ['', 1, 'none'], ['  ', 1, 'none'],
] as const)('%s', (cunit, scale, dimension) => {
  const unit = unitScale(cunit);
  expect(unit?.dimension).toBe(dimension);
  expect((unit?.scale ?? 0) / scale).toBeCloseTo(1, 14);
}); // prettier-ignore

test.each(['STOKES', 'pixel', 'K', 'm s', '???', 'Jy/beam', 'constructor', 'm/', 'log(Hz)'])("'%s' is no coordinate's unit", (cunit) => {
  expect(unitScale(cunit)).toBeUndefined();
});
