/** What kind of coordinate a unit measures. */
export type Dimension = 'frequency' | 'angular-frequency' | 'length' | 'velocity' | 'energy' | 'wavenumber' | 'time' | 'angle' | 'none';

export interface UnitScale {
  /** Multiply a value in the unit by this: SI (Hz, rad/s, m, m/s, J, /m, s), but degrees for angles. */
  readonly scale: number;
  readonly dimension: Dimension;
}

/**
 * The scale of a CUNIT (FITS 4.0 §4.3), forgiving about case, plurals and the misspellings of old writers; undefined for
 * anything that is not the unit of a coordinate. A blank unit is `{ scale: 1, dimension: 'none' }`.
 */
export function unitScale(cunit: string): UnitScale | undefined {
  let scale = 1;
  const exponents = [0, 0, 0, 0];
  let divide = false;
  let rest = cunit.trim().replace(/^1\s*(?=\/)/, '');
  while (rest !== '') {
    const match = TERM.exec(rest);
    if (!match) return undefined;
    const [term, operator, , name, power] = match;
    if (operator?.includes('/')) divide = true;
    const unit = named(name);
    if (!unit) return undefined;
    // FITS §4.3.1: a slash divides by the one unit that follows it.
    const exponent = Number(power ?? 1) * (divide ? -1 : 1);
    divide = false;
    scale *= unit.scale ** exponent;
    for (let k = 0; k < 4; k++) exponents[k] += unit.exponents[k] * exponent;
    rest = rest.slice(term.length).trimStart();
  }
  const dimension = DIMENSIONS.get(exponents.join());
  if (dimension === undefined) return undefined;
  return { scale: dimension === 'angular-frequency' ? scale / UNITS.rad.scale : scale, dimension };
}

/** `[operator] name [power]`, the power as 2, -1, **-1, ^-1, (-1) or **(-1); `10**-3` is a name with a power, too. */
const TERM = /^\s*([*./]?)\s*(([A-Za-z]+|10(?=\*\*|\^))\s*(?:\*\*|\^)?\(?([+-]?\d+)?\)?)/;

interface Unit {
  readonly scale: number;
  /** powers of metre, second, kilogram, degree */
  readonly exponents: readonly number[];
}

const LENGTH = [1, 0, 0, 0];
const TIME = [0, 1, 0, 0];
const FREQUENCY = [0, -1, 0, 0];
const MASS = [0, 0, 1, 0];
const ENERGY = [2, -2, 1, 0];
const ANGLE = [0, 0, 0, 1];
const NONE = [0, 0, 0, 0];

const DIMENSIONS = new Map<string, Dimension>([
  [FREQUENCY.join(), 'frequency'],
  [[0, -1, 0, 1].join(), 'angular-frequency'],
  [LENGTH.join(), 'length'],
  [[1, -1, 0, 0].join(), 'velocity'],
  [ENERGY.join(), 'energy'],
  [[-1, 0, 0, 0].join(), 'wavenumber'],
  [TIME.join(), 'time'],
  [ANGLE.join(), 'angle'],
  [NONE.join(), 'none'],
]);

/** electron volt and Rydberg in joules: SI 2019 and CODATA 2018 (wcslib 7.12 rounds them to 1.6021765e-19 and 13.605692 eV) */
const EV = 1.602176634e-19;
const RYDBERG = 2.1798723611035e-18;

const UNITS: Readonly<Record<string, Unit>> = {
  '10': { scale: 10, exponents: NONE },
  m: { scale: 1, exponents: LENGTH },
  Angstrom: { scale: 1e-10, exponents: LENGTH },
  s: { scale: 1, exponents: TIME },
  min: { scale: 60, exponents: TIME },
  h: { scale: 3600, exponents: TIME },
  d: { scale: 86400, exponents: TIME },
  a: { scale: 31557600, exponents: TIME },
  cy: { scale: 3155760000, exponents: TIME },
  g: { scale: 1e-3, exponents: MASS },
  Hz: { scale: 1, exponents: FREQUENCY },
  J: { scale: 1, exponents: ENERGY },
  erg: { scale: 1e-7, exponents: ENERGY },
  eV: { scale: EV, exponents: ENERGY },
  Ry: { scale: RYDBERG, exponents: ENERGY },
  deg: { scale: 1, exponents: ANGLE },
  rad: { scale: 180 / Math.PI, exponents: ANGLE },
  arcmin: { scale: 1 / 60, exponents: ANGLE },
  arcsec: { scale: 1 / 3600, exponents: ANGLE },
  mas: { scale: 1 / 3600e3, exponents: ANGLE },
  turn: { scale: 360, exponents: ANGLE },
};

const PREFIXED = new Set(['m', 's', 'a', 'g', 'Hz', 'J', 'eV', 'Ry', 'rad', 'arcsec']);

const PREFIXES: Readonly<Record<string, number>> = {
  y: 1e-24, z: 1e-21, a: 1e-18, f: 1e-15, p: 1e-12, n: 1e-9, u: 1e-6, m: 1e-3, c: 1e-2, d: 1e-1,
  da: 1e1, h: 1e2, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18, Z: 1e21, Y: 1e24,
}; // prettier-ignore

/** What headers say instead, looked up in lower case after the exact spelling has failed (so that mHz stays milli). */
const ALIASES = new Map(Object.entries({
  degree: 'deg', degrees: 'deg', degs: 'deg', radian: 'rad', radians: 'rad', arcsecond: 'arcsec', arcseconds: 'arcsec',
  asec: 'arcsec', arcsecs: 'arcsec', arcminute: 'arcmin', arcminutes: 'arcmin', amin: 'arcmin', arcmins: 'arcmin',
  angstroms: 'Angstrom', ang: 'Angstrom', aa: 'Angstrom', micron: 'um', microns: 'um', micrometer: 'um', micrometers: 'um', micrometre: 'um',
  nanometer: 'nm', nanometers: 'nm', nanometre: 'nm', meter: 'm', meters: 'm', metre: 'm', metres: 'm', kilometer: 'km', kilometers: 'km',
  sec: 's', secs: 's', second: 's', seconds: 's', mins: 'min', minute: 'min', minutes: 'min', hr: 'h', hrs: 'h', hour: 'h', hours: 'h',
  day: 'd', days: 'd', yr: 'a', yrs: 'a', year: 'a', years: 'a', century: 'cy', hertz: 'Hz', khz: 'kHz', mhz: 'MHz', ghz: 'GHz', thz: 'THz',
  kilohertz: 'kHz', megahertz: 'MHz', gigahertz: 'GHz', joule: 'J', joules: 'J', kev: 'keV', mev: 'MeV', gev: 'GeV', tev: 'TeV',
  m: 'm', km: 'km', cm: 'cm', mm: 'mm', um: 'um', nm: 'nm', pm: 'pm', kg: 'kg', ergs: 'erg',
})); // prettier-ignore

function named(name: string): Unit | undefined {
  // FITS keeps A for the ampere, but on an axis it is somebody's ångström.
  if (name === 'A') return UNITS.Angstrom;
  return prefixed(name) ?? prefixed(ALIASES.get(name.toLowerCase()) ?? LOWER.get(name.toLowerCase()) ?? '');
}

const LOWER = new Map(Object.keys(UNITS).map((name) => [name.toLowerCase(), name]));

function prefixed(name: string): Unit | undefined {
  if (Object.hasOwn(UNITS, name)) return UNITS[name];
  for (let length = 1; length <= 2; length++) {
    const base = name.slice(length);
    const prefix = name.slice(0, length);
    if (PREFIXED.has(base) && Object.hasOwn(PREFIXES, prefix)) {
      return { scale: UNITS[base].scale * PREFIXES[prefix], exponents: UNITS[base].exponents };
    }
  }
  return undefined;
}
