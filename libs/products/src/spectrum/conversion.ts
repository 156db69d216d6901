import { Wcs } from '#wcs';
import type { Medium, SpectralQuantity } from './spectra.js';

export interface Coordinate {
  readonly quantity: SpectralQuantity;
  /** a FITS unit; blank is the SI unit of the quantity */
  readonly unit: string;
  readonly medium?: Medium;
  /** the values are log10 of what has that unit */
  readonly log10?: boolean;
  readonly restHz?: number;
}

type Conversion = ((values: Float64Array) => void) | string;

/** Rows of a table share a few coordinates, and each would cost the reading of a header. */
const KEPT = 64;
const known = new Map<string, Conversion>();

/** How values of a coordinate become vacuum wavelengths in metres, in place; a sentence when they cannot. */
export function metresConversion(coordinate: Coordinate): Conversion {
  const { quantity, unit, medium, log10, restHz } = coordinate;
  const key = [quantity, unit, medium, log10, restHz].join('\n');
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  if (known.size >= KEPT) known.clear();
  const made = conversionOf(coordinate);
  known.set(key, made);
  return made;
}

function conversionOf({ quantity, unit, medium, log10, restHz }: Coordinate): Conversion {
  // The spectral axis of a header whose pixels are the values does the same, refraction and rest frequencies included.
  const cards = new Map<string, string | number>([
    ['CTYPE1', quantity === 'WAVE' && medium === 'air' ? 'AWAV' : quantity],
    ['CUNIT1', unit],
    ['CRPIX1', 1],
    ['CRVAL1', 0],
    ['CDELT1', 1],
  ]);
  if (restHz !== undefined) cards.set('RESTFRQ', restHz);
  const { spectral, refusals } = Wcs.parse({ value: (keyword) => cards.get(keyword) }, { axes: [2] });
  const metres = spectral?.metres;
  if (!metres)
    return (
      spectral?.metresRefusal?.replace(/^CTYPE1 = \S+ \(axis 1\)/, quantity) ?? refusals[0] ?? `${quantity} in '${unit}' has no wavelengths`
    );
  return (values) => {
    if (log10) for (let i = 0; i < values.length; i++) values[i] = 10 ** values[i];
    metres.pixelToWorld(values, values.length, values);
  };
}
