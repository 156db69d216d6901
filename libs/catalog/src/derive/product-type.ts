import type { FitsFile } from '#fits';
import type { Spectra } from '#products';
import type { Headers } from './headers.js';
import type { ImageHdu } from './science-hdus.js';

export interface ProductType {
  readonly dataproduct_type: string | null;
  readonly dataproduct_subtype: string | null;
  readonly guesses: readonly string[];
}

const known = (type: string | null, ...guesses: string[]): ProductType => ({ dataproduct_type: type, dataproduct_subtype: null, guesses });

/** ObsCore 1.1 §3.3.1: what kind of product the main image is; axes of one pixel do not count. */
export function productType({ axes, wcs }: ImageHdu, headers: Headers): ProductType {
  const isLong = (axis: number | undefined): boolean => axis !== undefined && (axes[axis] ?? 1) > 1;
  const longAxes = axes.filter((length) => length > 1).length;
  if (wcs.celestial && isLong(wcs.celestial.lonAxis) && isLong(wcs.celestial.latAxis)) return known(longAxes > 2 ? 'cube' : 'image');
  if (isLong(wcs.spectral?.axis)) return known('spectrum');
  if (isLong(wcs.time?.axis)) return known('timeseries');
  if (isSpectrumDialect(wcs.axes[0]?.ctype ?? '', headers))
    return known('spectrum', 'dataproduct_type: spectrum, from keywords of IRAF, SDSS or the like');
  if (longAxes === 2) return known('image', 'dataproduct_type: image, from its two axes alone');
  return known(null);
}

/** Of a file in which spectra were recognised; `table` where they stand in one. */
export function spectrumType({ arms }: Spectra): ProductType {
  const isTable = arms.every(({ pieces }) => pieces.every(({ kind }) => kind !== 'image'));
  return { ...known('spectrum'), dataproduct_subtype: isTable ? 'table' : null };
}

/** Of a file without an image: what its other HDUs are for. */
export function tableProductType(file: FitsFile): ProductType {
  if (file.hdus.some(({ kind }) => kind === 'groups')) return known('visibility', 'dataproduct_type: visibility, as random groups are');
  const table = file.hdus.find(({ kind }) => kind === 'bintable' || kind === 'table');
  if (table === undefined) return known(null);
  const subtype = { dataproduct_subtype: 'table' };
  if (/^EVENTS$/i.test(table.name)) return { ...known('event', 'dataproduct_type: event, from the name of the table'), ...subtype };
  const columns = Array.from(
    { length: Math.min(table.header.integer('TFIELDS') ?? 0, 999) },
    (_, i) => table.header.string(`TTYPE${i + 1}`) ?? '',
  );
  const isSpectrum =
    columns.some((name) => /^(wave|lambda|loglam|freq|wl)/i.test(name)) && columns.some((name) => /flux|spec|int|net/i.test(name));
  return isSpectrum
    ? { ...known('spectrum', 'dataproduct_type: spectrum, from the columns of the table'), ...subtype }
    : { ...known(null), ...subtype };
}

/** Spectra from before Paper III: dispersion in DC-FLAG, COEFFn or WAT cards, or a unit of length on the first axis. */
function isSpectrumDialect(ctype: string, headers: Headers): boolean {
  if (/^(MULTISPE|WAVELEN|WAVEREST|LAMBDA)/i.test(ctype)) return true;
  if (/^angstrom/i.test(headers.text('CUNIT1') ?? '')) return true;
  return (
    /^(LINEAR|PIXEL|)$/i.test(ctype.trim()) &&
    (headers.number('DC-FLAG', 'COEFF0', 'COEFF1') !== undefined || /angstrom/i.test(headers.text('WAT1_001') ?? ''))
  );
}
