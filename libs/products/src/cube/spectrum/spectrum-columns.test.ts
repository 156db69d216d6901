import { expect, test } from '@jest/globals';
import { freqCards, makeFits, skyCards } from '../../../test/make-fits.js';
import { openImages } from '../../image.js';
import type { CubeOptions } from '../cube-options.js';
import { openCube } from '../open-cube.js';
import { coordinateColumns } from './spectrum-columns.js';

type Cards = NonNullable<Parameters<typeof makeFits>[0][number]['cards']>;

async function columnsOf(cards: Cards, options: CubeOptions = { filters: {} }) {
  const axis = [...freqCards.filter(([name]) => !cards.some(([own]) => own === name)), ...cards];
  const source = makeFits([{ axes: [8, 6, 3], cards: [...skyCards(8, 6), ...axis], values: () => 1 }]);
  const filled = coordinateColumns(await openCube(await openImages(source), options));
  return Object.fromEntries(filled.map(([{ name, utype }, values]) => [name, { values: [...values], isMain: utype !== undefined }]));
}

const nothing = { values: [NaN, NaN, NaN], isMain: false };
const VALUE = 1.420405752e9;

test('the columns are the same for every axis; what it does not tell is not there', async () => {
  const bare = await columnsOf([]);
  expect(Object.keys(bare)).toEqual(['CHANNEL', 'FREQUENCY', 'WAVELENGTH', 'VELOCITY']);
  expect([bare.CHANNEL.values, bare.FREQUENCY.isMain, bare.VELOCITY]).toEqual([[1, 2, 3], true, nothing]);
  const line = await columnsOf([['RESTFRQ', VALUE]]);
  expect([line.FREQUENCY.isMain, line.VELOCITY.isMain]).toEqual([false, true]);
  line.FREQUENCY.values.forEach((frequency, k) => {
    expect(line.VELOCITY.values[k]).toBeCloseTo((299792458 * (VALUE - frequency)) / VALUE, 5);
    expect(line.WAVELENGTH.values[k] * frequency).toBeCloseTo(299792458, 5);
  });
});

test('velocities without a rest value, and wavelengths', async () => {
  const velocities: Cards = [['CTYPE3', 'VOPT'], ['CUNIT3', 'km/s'], ['CRVAL3', 100], ['CDELT3', 10], ['CRPIX3', 1]]; // prettier-ignore
  const { FREQUENCY, WAVELENGTH, VELOCITY } = await columnsOf(velocities);
  expect([FREQUENCY, WAVELENGTH, VELOCITY]).toEqual([nothing, nothing, { values: [100e3, 110e3, 120e3], isMain: true }]);
  const own = await columnsOf(velocities, { filters: {}, native: true });
  expect([own.VELOCITY, own.COORDINATE]).toEqual([nothing, { values: [100, 110, 120], isMain: true }]);
  const waves = await columnsOf([['CTYPE3', 'WAVE'], ['CUNIT3', 'Angstrom'], ['CRVAL3', 5000], ['CDELT3', 1], ['CRPIX3', 1]]); // prettier-ignore
  expect([waves.WAVELENGTH.isMain, waves.VELOCITY]).toEqual([true, nothing]);
  waves.WAVELENGTH.values.forEach((metres, k) => expect(metres / (5000e-10 + k * 1e-10)).toBeCloseTo(1, 12));
});
