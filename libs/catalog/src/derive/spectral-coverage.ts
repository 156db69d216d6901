import type { Spectra } from '#products';
import type { SpectralAxis } from '#wcs';
import type { Headers } from './headers.js';

export interface SpectralCoverage {
  /** vacuum wavelength in metres, of the outer edges of the first and the last channel */
  readonly em_min: number | null;
  readonly em_max: number | null;
  readonly em_xel: number | null;
  readonly em_res_power: number | null;
  readonly em_ucd: string | null;
  readonly guesses: readonly string[];
}

/** UCD1+ of the quantity that the axis counts in. */
const UCDS = {
  FREQ: 'em.freq',
  ENER: 'em.energy',
  WAVN: 'em.wavenumber',
  VRAD: 'spect.dopplerVeloc.radio',
  VOPT: 'spect.dopplerVeloc.opt',
  VELO: 'spect.dopplerVeloc',
  BETA: 'spect.dopplerVeloc',
  ZOPT: 'spect.dopplerVeloc.opt',
  WAVE: 'em.wl',
  AWAV: 'em.wl',
  AFRQ: 'em.freq',
} satisfies Record<SpectralAxis['quantity'], string>;

const NONE = { em_min: null, em_max: null, em_xel: null, em_res_power: null, em_ucd: null, guesses: [] };

/** Correlators resolve what they sample; spectrographs oversample, so there the channel width says nothing of the resolution. */
const RADIO: readonly SpectralAxis['quantity'][] = ['FREQ', 'VRAD'];

/** Of spectra in tables and in the dialects of images: the outer edges of all samples. */
export function samplesCoverage({ arms, bandMetres, samples, reason, notes }: Spectra, headers: Headers): SpectralCoverage {
  const written = headers.number('SPEC_RES', 'SPECRP');
  const { quantity } = arms[0].grid(0);
  return {
    em_min: bandMetres?.[0] ?? null,
    em_max: bandMetres?.[1] ?? null,
    em_xel: samples,
    em_res_power: written !== undefined && written > 0 ? written : null,
    em_ucd: quantity === undefined ? null : UCDS[quantity],
    guesses: [...notes, ...(bandMetres === undefined ? [`em_min, em_max: unknown, ${reason ?? 'the samples have no wavelengths'}`] : [])],
  };
}

export function spectralCoverage(spectral: SpectralAxis | undefined, length: number, headers: Headers): SpectralCoverage {
  const written = headers.number('SPEC_RES', 'SPECRP');
  const em_res_power = written !== undefined && written > 0 ? written : null;
  if (spectral === undefined) return { ...NONE, em_res_power };
  const em_ucd = UCDS[spectral.quantity];
  if (spectral.metres === undefined) {
    return {
      ...NONE,
      em_xel: length,
      em_res_power,
      em_ucd,
      guesses: [`em_min, em_max: unknown, ${spectral.metresRefusal ?? 'the axis has no wavelengths'}`],
    };
  }
  const card = (keyword: string): boolean => headers.own.has(`${keyword}${spectral.axis + 1}`);
  if (!['CRVAL', 'CDELT', `CD${spectral.axis + 1}_`].some(card)) {
    // CTYPE alone, and defaults for the rest: that is no calibration
    return {
      ...NONE,
      em_xel: length,
      em_res_power,
      em_ucd,
      guesses: ['em_min, em_max: unknown, the spectral axis has a CTYPE and no values'],
    };
  }
  const middle = (length - 1) / 2;
  const metres = new Float64Array(4);
  spectral.metres.pixelToWorld(Float64Array.of(-0.5, length - 0.5, middle - 0.5, middle + 0.5), 4, metres);
  const [first, last, before, after] = metres;
  const em_min = Math.min(first, last);
  const em_max = Math.max(first, last);
  if (!(em_min > 0 && em_max < Infinity)) {
    return {
      ...NONE,
      em_xel: length,
      em_res_power,
      em_ucd,
      guesses: ['em_min, em_max: unknown, the axis leaves the range of wavelengths'],
    };
  }
  if (em_res_power === null && length > 1 && RADIO.includes(spectral.quantity) && before !== after) {
    const sampled = (before + after) / 2 / Math.abs(after - before);
    return {
      em_min,
      em_max,
      em_xel: length,
      em_res_power: sampled,
      em_ucd,
      guesses: ['em_res_power: one channel in the middle of the axis'],
    };
  }
  return { em_min, em_max, em_xel: length, em_res_power, em_ucd, guesses: [] };
}
