import { expect, test } from '@jest/globals';
import { ucdOfUnit } from './observable.js';

test.each([
  ['JY/BEAM', 'phot.flux.density.sb'],
  ['Jy/beam', 'phot.flux.density.sb'],
  ['MJy/sr', 'phot.flux.density.sb'],
  ['MJY/SR', 'phot.flux.density.sb'],
  ['JY/PIXEL', 'phot.flux.density.sb'],
  ['Jy', 'phot.flux.density'],
  ['mJy', 'phot.flux.density'],
  ['Jy/beam.km/s', 'phot.flux;phys.angArea'],
  ['JY/B*M/S', 'phot.flux;phys.angArea'],
  ['K', 'phys.temperature'],
  ['mK', 'phys.temperature'],
  ['K (Tb)', 'phys.temperature'],
  ['K km/s', 'phot.flux;phys.angArea'],
  ['K.km s-1', 'phot.flux;phys.angArea'],
  ['km/s', 'spect.dopplerVeloc'],
  ['m.s-1', 'spect.dopplerVeloc'],
  ['10**-20 Angstrom-1 cm-2 erg s-1', 'phot.flux.density;em.wl'],
  ['1E-17 erg/s/cm^2/Ang/spaxel', 'phot.flux.density.sb'],
  ['erg/cm2/s/A', 'phot.flux.density;em.wl'],
  ['ERGS/CM**2/S/A', 'phot.flux.density;em.wl'],
  ['COUNTS', 'phot.count'],
  ['ADU', 'phot.count'],
  ['electrons/s', 'phot.count'],
  ['10**(-6)counts/s', 'phot.count'],
  ['mag', 'phot.mag'],
  ['unknown', null],
  ['W.U.', null],
  [undefined, null],
])('%s → %s', (unit, ucd) => {
  expect(ucdOfUnit(unit)).toBe(ucd);
});
