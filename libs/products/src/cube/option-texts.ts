import { canonical } from '../filters.js';
import type { CubeOptions } from './cube-options.js';

type Texts = readonly (readonly [parameter: string, value: string | number | boolean | readonly number[] | undefined])[];

/** One spelling of a request, by the names of its parameters: who reads it in HISTORY can ask for the same again. */
export function requestOf(own: Texts, options: CubeOptions): string {
  return [...spelled(own), ...optionTexts(options)].join(' ');
}

/** What the options of a request say, its filters first. */
export function optionTexts({
  filters,
  restFrequencyHz,
  redshift,
  doppler,
  frame,
  native,
  constantWidth,
  convolve,
  beamTolerance,
  fillBlanks,
}: CubeOptions): string[] {
  const { velocity } = filters;
  // The filter says anew what holds for the coordinate, too.
  const isSame = velocity?.restFrequencyHz === restFrequencyHz && velocity?.doppler === doppler;
  const filter = canonical(velocity && isSame ? { ...filters, velocity: { kms: velocity.kms } } : filters);
  const texts = spelled([
    // As it was asked for: it has been divided by 1 + Z.
    ['RESTFREQ', restFrequencyHz && Number((restFrequencyHz * (1 + (redshift ?? 0))).toPrecision(15))],
    ['Z', redshift],
    ['DOPPLER', doppler],
    ['FRAME', frame],
    ['XAXIS', native ? 'native' : undefined],
    ['CHANWIDTH', constantWidth ? 'const' : undefined],
    ['CONVOLVE', convolve],
    ['BEAMTOL', beamTolerance],
    ['FILLNAN', fillBlanks || undefined],
  ]);
  return filter === '' ? texts : [filter, ...texts];
}

/** Of what is given. */
function spelled(texts: Texts): string[] {
  return texts.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${spelling(value)}`]));
}

function spelling(value: string | number | boolean | readonly number[]): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'object' ? value.join(' ') : `${value}`;
}
