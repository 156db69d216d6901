import type { Role, SpectralQuantity } from './spectra.js';

/** What the name of a column or an HDU says a spectral coordinate is. */
export interface NamedCoordinate {
  readonly quantity: SpectralQuantity;
  readonly log10?: true;
  /** of a column without TUNIT */
  readonly unit: string;
}

const wave = { quantity: 'WAVE', unit: 'Angstrom' } as const;

const COORDINATES: readonly (readonly [RegExp, NamedCoordinate])[] = [
  [/^(LOG|LN)?_?(LOGLAM|LOGLAMBDA|LOGWAVE|LOG_?WAVELENGTH|LOGWL)$/, { ...wave, log10: true }],
  [
    /^(WAVE(LENGTH|LEN|L|LEN_?GTH|S|_?GRID(_MID)?)?|LAMBDA|LAM|LBDA|WL|WAVELNTH|AWAV|AIRWAVE|VACWAVE|WAVE_?(AIR|VAC)|(AIR|VAC)_?WAVE(LENGTH)?|WAVELENGTH_?(AIR|VAC))$/,
    wave,
  ],
  [/^(OPT|BOX|COADD|STELLAR|DRIZZLED)_(WAVE|LAMBDA|WAVELENGTH)$/, wave],
  [/^(FREQ|FREQUENCY|NU)$/, { quantity: 'FREQ', unit: 'Hz' }],
  [/^(ENERGY|ENER|E_MID)$/, { quantity: 'ENER', unit: 'keV' }],
  [/^(WAVENUM|WAVENUMBER|WAVN)$/, { quantity: 'WAVN', unit: 'cm-1' }],
  [/^(VHELIO|VHEL|VOPT|CZ)$/, { quantity: 'VOPT', unit: 'km/s' }],
  [/^(VRAD|VLSR|VELOCITY|VELO|VEL)$/, { quantity: 'VRAD', unit: 'km/s' }],
];

export function coordinateNamed(name: string): NamedCoordinate | undefined {
  const wanted = name.trim().toUpperCase();
  return COORDINATES.find(([pattern]) => pattern.test(wanted))?.[1];
}

const ROLES: readonly (readonly [RegExp, Role])[] = [
  [/(^|_)(IVAR|INVVAR|INV_VAR|FLUX_?IVAR)(_|\d|$)/, 'ivar'],
  [/(^|_)(VAR|VARIANCE)(_|\d|$)|^STAT$/, 'variance'],
  [
    /(^|_)(ERR|ERROR|ERRORS|SIG|SIGMA|STDEV|STD|NOISE|RMS|UNC|UNCERTAINTY|E_FLUX|DFLUX)(_|\d|$)|^(FLUXERR|FLUXERROR|ERRFLUX|SIGFLUX)/,
    'error',
  ],
  [/(MASK|FLAGS?|QUAL(ITY)?|^DQ|EPSILON|ZWARN)/, 'mask'],
  [/^(SKY|BACK(GROUND)?|MODEL|CONT(INUUM)?|WDISP|WRESL|RESOLUTION|BASELINE|SNR|SN|WEIGHT|GROSS|CONTINUUM.*)$/, 'other'],
  [/^(ABNET|ABS_CAL|ABSOLUTE)$/, 'flux'],
  [
    /^(FLUX(DENS|_?DENSITY)?|F(_?LAMBDA|LAM|NU)|SPEC(TRUM|TRA)?|SCI|DATA|SERIES|INTENSITY|INT|COUNTS|NET|SIGNAL|I|T_?(A|MB|SYS)|OPT_COUNTS|OPT_FLAM)$/,
    'flux',
  ],
  [/^(FLUX|SPECTRUM|INTENSITY|COUNTS)(_|$)/, 'flux'],
];

/** What the name of a column, an HDU or a row of an array says its numbers are; 'other' when it says nothing. */
export function roleNamed(name: string): Role {
  const wanted = name.trim().toUpperCase();
  return ROLES.find(([pattern]) => pattern.test(wanted))?.[1] ?? 'other';
}

/** UCD1+ of what has none in the file; errors and the like of the flux next to it. */
export function ucdOf(role: Role, fluxUcd: string): string | undefined {
  const prefix = ROLE_UCDS[role];
  return prefix === undefined ? undefined : prefix === '' ? fluxUcd : `${prefix};${fluxUcd}`;
}

const ROLE_UCDS: Readonly<Record<Role, string | undefined>> = {
  flux: '',
  error: 'stat.error',
  variance: 'stat.variance',
  ivar: 'stat.weight',
  mask: 'meta.code.qual',
  other: undefined,
};
