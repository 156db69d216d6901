import { C } from './light.js';

/** The four variables in which a spectral axis can be linear (Paper III §2): Frequency Hz, vacuum and Air Wavelength m, relativistic Velocity m/s. */
export type Medium = 'F' | 'W' | 'A' | 'V';

/** n values in, n values out; NaN where there is none; `out` may be `values`. */
export type ArrayMap = (values: Float64Array, count: number, out: Float64Array) => void;

/**
 * The loops that lead from one variable to another, in order; none when they are the same. `restMetres` (the rest wavelength
 * in vacuum) matters only where exactly one of the two is V. Frequencies and wavelengths ≤ 0 and |v| ≥ c give NaN.
 */
export function conversion(from: Medium, to: Medium, restMetres: number): ArrayMap[] {
  if (from === to) return [];
  const inward = TO_WAVELENGTH[from]?.(restMetres);
  const outward = FROM_WAVELENGTH[to]?.(restMetres);
  return [inward, outward].filter((map) => map !== undefined);
}

/** d`to`/d`from` where `from` has the given value. */
export function slope(from: Medium, to: Medium, restMetres: number, value: number): number {
  if (from === to) return 1;
  const wave = Float64Array.of(value);
  TO_WAVELENGTH[from]?.(restMetres)(wave, 1, wave);
  return WAVELENGTH_PER[from](wave[0], restMetres) / WAVELENGTH_PER[to](wave[0], restMetres);
}

const TO_WAVELENGTH: Partial<Record<Medium, (restMetres: number) => ArrayMap>> = {
  F: () => reciprocal,
  A: () => airToVacuum,
  V: (restMetres) => velocityToWavelength(restMetres),
};

const FROM_WAVELENGTH: Partial<Record<Medium, (restMetres: number) => ArrayMap>> = {
  F: () => reciprocal,
  A: () => vacuumToAir,
  V: (restMetres) => wavelengthToVelocity(restMetres),
};

/** dλ/dX at vacuum wavelength λ. */
const WAVELENGTH_PER: Record<Medium, (wave: number, restMetres: number) => number> = {
  F: (wave) => (-wave * wave) / C,
  W: () => 1,
  A: (wave) => {
    const air = Float64Array.of(wave);
    vacuumToAir(air, 1, air);
    const s = 1 / (air[0] * air[0]);
    return refraction(s) - 2 * s * (A1 / (S1 - s) ** 2 + A2 / (S2 - s) ** 2);
  },
  V: (wave, rest) => (wave * wave + rest * rest) ** 2 / (4 * C * wave * rest * rest),
};

function reciprocal(values: Float64Array, count: number, out: Float64Array): void {
  for (let i = 0; i < count; i++) {
    const value = values[i];
    out[i] = value > 0 ? C / value : NaN;
  }
}

/*
 * Refraction of standard air (15 °C, 1 atm) as wcslib has it, with s = 1/λ² for the wavelength IN AIR in metres. Formula 65 of
 * Paper III is for 0 °C and differs by 1.5e-5 (4.6 km/s); spectrographs and wcslib mean this one.
 */
const A0 = 1.000064328;
const A1 = 2.554e8;
const S1 = 0.41e14;
const A2 = 294.981e8;
const S2 = 1.46e14;

function refraction(s: number): number {
  return A0 + (A1 / (S1 - s) + A2 / (S2 - s));
}

function airToVacuum(values: Float64Array, count: number, out: Float64Array): void {
  for (let i = 0; i < count; i++) {
    const air = values[i];
    out[i] = air > 0 ? air * refraction(1 / (air * air)) : NaN;
  }
}

function vacuumToAir(values: Float64Array, count: number, out: Float64Array): void {
  for (let i = 0; i < count; i++) {
    const wave = values[i];
    // Each step gains four digits: n − 1 is 3e-4 and hardly depends on λ.
    let n = 1;
    for (let step = 0; step < 4; step++) n = refraction((n / wave) * (n / wave));
    out[i] = wave > 0 ? wave / n : NaN;
  }
}

function velocityToWavelength(restMetres: number): ArrayMap {
  return (values, count, out) => {
    for (let i = 0; i < count; i++) {
      const v = values[i];
      out[i] = v > -C && v < C ? restMetres * Math.sqrt((C + v) / (C - v)) : NaN;
    }
  };
}

function wavelengthToVelocity(restMetres: number): ArrayMap {
  const r = restMetres * restMetres;
  return (values, count, out) => {
    for (let i = 0; i < count; i++) {
      const s = values[i] * values[i];
      out[i] = values[i] > 0 ? (C * (s - r)) / (s + r) : NaN;
    }
  };
}
