import { canonical } from '../filters.js';
import type { CubeOptions } from './cube-options.js';

type Texts = readonly (readonly [parameter: string, value: string | number | boolean | readonly number[] | undefined])[];

/** What a parameter is when it is not given: written out, it asks for the same. */
export type Defaults = Readonly<Record<string, string | number | boolean>>;

/** One spelling of a request, by the names of its parameters, defaults left out: who reads it in HISTORY can ask for the same again. */
export function requestOf(own: Texts, options: CubeOptions, defaults: Defaults = {}): string {
  return [...spelled(own, defaults), ...optionTexts(options)].join(' ');
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
  const own: Texts = [
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
  ];
  const texts = spelled(own, DEFAULTS);
  return filter === '' ? texts : [filter, ...texts];
}

const DEFAULTS: Defaults = { CONVOLVE: 'auto', BEAMTOL: 0.02 };

/** Of what is given, and is not what it would be anyway. */
function spelled(texts: Texts, defaults: Defaults): string[] {
  return texts.flatMap(([name, value]) => (value === undefined || value === defaults[name] ? [] : [`${name}=${spelling(value)}`]));
}

function spelling(value: string | number | boolean | readonly number[]): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'object' ? value.join(' ') : `${value}`;
}
