import type { Dimension } from '../unit.js';
import { C, H } from './light.js';
import type { Medium } from './medium.js';

/** The spectral variables S of Paper III table 1, in the first four letters of CTYPE. */
export type SpectralQuantity = 'FREQ' | 'AFRQ' | 'ENER' | 'WAVN' | 'VRAD' | 'WAVE' | 'VOPT' | 'ZOPT' | 'AWAV' | 'VELO' | 'BETA';

export interface Quantity {
  readonly medium: Medium; // P: what S is a linear function of
  readonly dimension: Dimension;
  readonly needsRest: boolean; // whether S ⇄ P needs a rest frequency
  /** S = slope · (P − origin) in SI, for a rest wavelength in metres. */
  readonly slope: (restMetres: number) => number;
  readonly origin: (restMetres: number) => number;
}

const never = (): number => 0;
const tied = (medium: Medium, dimension: Dimension, slope: number): Quantity => ({
  medium,
  dimension,
  needsRest: false,
  slope: () => slope,
  origin: never,
});
const wavelength = (restMetres: number): number => restMetres;
const frequency = (restMetres: number): number => C / restMetres;

export const QUANTITIES: Readonly<Record<SpectralQuantity, Quantity>> = {
  FREQ: tied('F', 'frequency', 1),
  AFRQ: tied('F', 'angular-frequency', 2 * Math.PI),
  ENER: tied('F', 'energy', H),
  WAVN: tied('F', 'wavenumber', 1 / C),
  VRAD: { medium: 'F', dimension: 'velocity', needsRest: true, slope: (rest) => -rest, origin: frequency },
  WAVE: tied('W', 'length', 1),
  VOPT: { medium: 'W', dimension: 'velocity', needsRest: true, slope: (rest) => C / rest, origin: wavelength },
  ZOPT: { medium: 'W', dimension: 'none', needsRest: true, slope: (rest) => 1 / rest, origin: wavelength },
  AWAV: tied('A', 'length', 1),
  VELO: tied('V', 'velocity', 1),
  BETA: tied('V', 'none', 1 / C),
};
