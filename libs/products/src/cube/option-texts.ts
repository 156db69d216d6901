import type { CubeOptions } from './cube-options.js';

/** What the options of a request say besides its filters, one spelling of each. */
export function optionTexts({
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
  const texts: [string, string | number | undefined][] = [
    ['RESTFREQ', restFrequencyHz],
    ['Z', redshift],
    ['DOPPLER', doppler],
    ['FRAME', frame],
    ['XAXIS', native ? 'native' : undefined],
    ['CHANWIDTH', constantWidth ? 'const' : undefined],
    ['CONVOLVE', convolve],
    ['BEAMTOL', beamTolerance],
    ['FILLNAN', fillBlanks ? 1 : undefined],
  ];
  return texts.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
}
