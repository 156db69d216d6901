import type { Column, Header } from '#fits';
import { unitScale, type Dimension } from '#wcs';
import type { Coordinate } from './conversion.js';
import { mediumOf } from './medium.js';
import { coordinateNamed, roleNamed } from './names.js';
import type { Role, SpectralQuantity } from './spectra.js';

export interface SpectralColumn {
  readonly column: Column;
  readonly coordinate: Coordinate;
  readonly notes: readonly string[];
}

/** The column of spectral coordinates: by utype, else UCD, else name; among several, wavelengths before frequencies before velocities. */
export function spectralColumn(columns: readonly Column[], header: Header, primary: Header): SpectralColumn | undefined {
  const found = columns.flatMap((column) => {
    const said = quantityOf(column);
    return said ? [{ column, ...said }] : [];
  });
  const best = found.toSorted((a, b) => a.rank - b.rank || ORDER.indexOf(a.quantity) - ORDER.indexOf(b.quantity))[0];
  if (!best) return undefined;
  const { column, quantity, log10 } = best;
  const named = coordinateNamed(column.name);
  const notes: string[] = [];
  const unit = unitOf(column, quantity);
  if (unit === undefined)
    notes.push(`column ${column.name} has no unit of ${quantity}; taken as ${named?.unit ?? DEFAULT_UNITS[quantity]}`);
  const told = isWave(quantity)
    ? mediumOf(
        [header, primary],
        [column.ucd, column.name, column.unit, header.comment(`TTYPE${column.number}`), header.comment(`TUNIT${column.number}`)],
      )
    : {};
  if (isWave(quantity) && !told.medium) notes.push('the header does not say air or vacuum; taken as vacuum');
  if (told.note) notes.push(told.note);
  const coordinate = {
    quantity,
    unit: unit ?? named?.unit ?? DEFAULT_UNITS[quantity],
    medium: told.medium,
    log10,
    restHz: restOf(header) ?? restOf(primary),
  };
  return { column, coordinate, notes };
}

const isWave = (quantity: SpectralQuantity): boolean => quantity === 'WAVE' || quantity === 'AWAV';

/** Quantities that need no rest frequency first. */
const ORDER: readonly SpectralQuantity[] = ['WAVE', 'AWAV', 'FREQ', 'AFRQ', 'ENER', 'WAVN', 'VRAD', 'VOPT', 'VELO', 'ZOPT', 'BETA'];

const DEFAULT_UNITS: Readonly<Record<SpectralQuantity, string>> = {
  WAVE: 'Angstrom', AWAV: 'Angstrom', FREQ: 'Hz', AFRQ: 'rad/s', ENER: 'keV', WAVN: 'cm-1', VRAD: 'km/s', VOPT: 'km/s', VELO: 'km/s', ZOPT: '', BETA: '',
}; // prettier-ignore

const UCDS: readonly (readonly [RegExp, SpectralQuantity])[] = [
  [/^em\.wl\b/i, 'WAVE'],
  [/^em\.freq\b/i, 'FREQ'],
  [/^em\.energy\b/i, 'ENER'],
  [/^em\.wavenumber\b/i, 'WAVN'],
  [/^spect\.dopplerVeloc\.opt\b/i, 'VOPT'],
  [/^spect\.dopplerVeloc\b/i, 'VRAD'],
];

const BY_DIMENSION: Partial<Record<Dimension, SpectralQuantity>> = {
  length: 'WAVE',
  frequency: 'FREQ',
  'angular-frequency': 'AFRQ',
  energy: 'ENER',
  wavenumber: 'WAVN',
  velocity: 'VRAD',
};

function quantityOf(column: Column): { quantity: SpectralQuantity; rank: number; log10: boolean } | undefined {
  const { name, ucd, utype } = column;
  const named = coordinateNamed(name);
  const log10 = named?.log10 === true || LOG_UNIT.test(column.unit ?? '');
  const byUnit = BY_DIMENSION[unitScale(plainUnit(column.unit))?.dimension ?? 'none'];
  const byUcd = UCDS.find(([pattern]) => pattern.test(ucd ?? ''))?.[1];
  if (/^(\w+:)?(Spectrum\.)?Data\.SpectralAxis\.Value$/i.test(utype ?? '')) return { quantity: byUcd ?? byUnit ?? 'WAVE', rank: 0, log10 };
  if (byUcd) return { quantity: byUcd, rank: 1, log10 };
  if (!named) return undefined;
  // A wavelength column in GHz is of frequency; one in K is something else.
  if (byUnit && byUnit !== named.quantity && !isVelocity(named.quantity)) return { quantity: byUnit, rank: 2, log10 };
  return { quantity: named.quantity, rank: 2, log10 };
}

const isVelocity = (quantity: SpectralQuantity): boolean => quantity.startsWith('V');

const LOG_UNIT = /^(log(10)?|dex)\b/i;

/** `log10(Angstrom)` → `Angstrom`. */
function plainUnit(unit = ''): string {
  return unit
    .replace(LOG_UNIT, '')
    .replace(/^\s*[([]\s*(.*?)\s*[)\]]\s*$/, '$1')
    .trim();
}

function unitOf({ unit }: Column, quantity: SpectralQuantity): string | undefined {
  const plain = plainUnit(unit).replace(/\s*\(?\b(air|vac(uum)?)\b\)?\s*/i, '');
  const dimension = unitScale(plain)?.dimension;
  const wanted = BY_DIMENSION_OF[quantity];
  return plain !== '' && dimension === wanted ? plain : undefined;
}

const BY_DIMENSION_OF: Readonly<Record<SpectralQuantity, Dimension>> = {
  WAVE: 'length', AWAV: 'length', FREQ: 'frequency', AFRQ: 'angular-frequency', ENER: 'energy', WAVN: 'wavenumber', VRAD: 'velocity', VOPT: 'velocity',
  VELO: 'velocity', ZOPT: 'none', BETA: 'none',
}; // prettier-ignore

function restOf(header: Header): number | undefined {
  const value = header.number('RESTFRQ') ?? header.number('RESTFREQ');
  return value !== undefined && value > 0 ? value : undefined;
}

/** What the numbers of a column are for a spectrum: by utype, else UCD, else name. */
export function roleOf({ name, ucd, utype }: Column): Role {
  if (/^(spec:|ssa:|sdm:|Spectrum\.|Data\.)(.*\.)?FluxAxis\.Value$/i.test(utype ?? '')) return 'flux';
  if (/FluxAxis\.Accuracy\.StatErr/i.test(utype ?? '') && !/^eso:/i.test(utype ?? '')) return 'error';
  if (/^stat\.error\b/i.test(ucd ?? '')) return 'error';
  if (/^stat\.variance\b/i.test(ucd ?? '')) return 'variance';
  if (/^meta\.code/i.test(ucd ?? '')) return 'mask';
  if (/^phot\.(flux|count|radiance)/i.test(ucd ?? '')) return /spect\.continuum|\bbackground\b/i.test(ucd ?? '') ? 'other' : 'flux';
  return roleNamed(name);
}
