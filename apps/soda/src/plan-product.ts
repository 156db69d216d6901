import type { Dataset, OpenFile } from '#catalog';
import { UnsupportedError, UsageError } from '#faults';
import type { ByteSource } from '#fits';
import { CREATOR } from '#ops';
import {
  Body,
  compressedCutout,
  isEmpty,
  metresOf,
  planCutouts,
  planSpectrumFits,
  planSpectrumTables,
  withRestFrequency,
  type Filters,
  type Images,
  type PlanRoom,
} from '#products';
import type { Spool } from '#storage';
import type { Product } from './product.js';
import { tableProduct } from './table-product.js';

/** What is wanted of each dataset. */
export interface Wanted {
  readonly combinations: readonly Filters[];
  /** undefined: what suits the dataset */
  readonly format?: Format;
  /** of the request */
  readonly room: PlanRoom;
}

/** Names of the offers of CUTOUT_FORMATS. */
export type Format = 'fits' | 'rice' | 'votable' | 'csv';

/**
 * Plans the answer for one dataset; reads headers and small tables.
 * @throws what planCutouts does; UnsupportedError for a dataset that cannot be cut; UsageError for a format that it cannot have
 */
export async function planProduct(
  dataset: Dataset,
  open: OpenFile,
  { combinations, format, room }: Wanted,
  spool: Spool,
  signal: AbortSignal,
): Promise<Product> {
  const { source } = open;
  const { lastModified } = source;
  if (combinations.every(isEmpty)) {
    if (format === undefined || (format === 'fits' && dataset.file.compression === undefined)) return wholeFile(dataset, source);
    if (format === 'fits') return expandedFile(dataset, (await open.images(signal)).file.source);
  }
  if (dataset.refusal !== undefined) throw new UnsupportedError(`${dataset.id} cannot be cut: ${dataset.refusal}`);
  const origin = { creator: CREATOR, sourceId: dataset.id };
  const kept = keeping(open, spool);
  // A section is of an image, whatever its axes are.
  const spectra = combinations.some(({ pixels }) => pixels) ? undefined : await open.spectra(signal);
  if (spectra) {
    if (combinations.some(({ maskOut }) => maskOut))
      throw new UsageError(`MASKOUT cannot be used on ${dataset.file.name}, which is a spectrum`);
    const wanted = format ?? 'votable';
    if (wanted === 'rice') throw notOf(dataset, wanted, 'a spectrum');
    const bands = combinations.map((filters) => ofBands(dataset, filters));
    if (wanted === 'fits') {
      const plan = await planSpectrumFits(spectra, bands, origin, signal, room);
      return { ...plan, lastModified, plain: plan };
    }
    return tableProduct(await planSpectrumTables(spectra, bands, wanted, origin, signal, room), wanted, kept, lastModified);
  }
  if (format === 'votable' || format === 'csv') throw notOf(dataset, format, 'cut as an image');
  const images = await withRest(await open.images(signal), combinations, signal);
  const plan = await planCutouts(images, combinations, origin, signal, room);
  return format === 'rice'
    ? { ...compressedCutout(plan, kept, lastModified), lastModified, plain: plan }
    : { ...plan, lastModified, plain: plan };
}

/** Spectra of a file may have axes of several kinds: all are cut by wavelength. */
function ofBands({ file }: Dataset, filters: Filters): Filters {
  if (filters.restFrequencyHz !== undefined)
    throw new UsageError(`RESTFREQ without VELO cannot be used on ${file.name}, which is a spectrum`);
  const range = metresOf(filters);
  if (!range) return filters;
  if ('refusal' in range) throw new UsageError(`VELO cannot be used on ${file.name}, which is a spectrum: ${range.refusal}`);
  return { ...filters, velocity: undefined, frequencyHz: undefined, bandMetres: range.metres };
}

/** RESTFREQ, the same in all combinations, tells the wavelengths of an axis whose header has no rest value. */
async function withRest(opened: Images, combinations: readonly Filters[], signal: AbortSignal): Promise<Images> {
  const [{ velocity, restFrequencyHz: hertz = velocity?.restFrequencyHz }] = combinations;
  if (hertz === undefined) return opened;
  const images = await Promise.all(opened.images.map((image) => withRestFrequency(image, opened.file, hertz, signal)));
  return { ...opened, images };
}

const notOf = ({ file }: Dataset, format: Format, what: string): UsageError =>
  new UsageError(`RESPONSEFORMAT: ${format} cannot be had of ${file.name}, which is ${what}`);

/** What is made for one request may be waited for by others: the file that it is made of stays open until it is done. */
function keeping(open: OpenFile, spool: Spool): Pick<Spool, 'entry'> {
  return { entry: (key, options, produce) => spool.entry(key, { ...options, hold: () => open.stay() }, produce) };
}

/** ID alone filters nothing, so the answer is the dataset as it is stored. */
export function wholeFile({ file }: Dataset, source: ByteSource): Product & { readonly body: Body } {
  return {
    body: Body.ofFile(source),
    etag: source.etag,
    lastModified: source.lastModified,
    contentType: file.contentType,
    fileName: (file.name.split('/').at(-1) ?? file.name).replace(/[^\w.+-]/g, '_'),
  };
}

/** FITS was asked for, and the file is stored compressed as a whole: what is inside. */
function expandedFile(dataset: Dataset, inside: ByteSource): Product {
  const whole = wholeFile(dataset, inside);
  return { ...whole, contentType: 'application/fits', fileName: whole.fileName.replace(/\.(gz|z)$/i, '') };
}
