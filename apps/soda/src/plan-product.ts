import type { Dataset } from '#catalog';
import { UnsupportedError, UsageError } from '#faults';
import type { ByteSource } from '#fits';
import { CREATOR } from '#ops';
import { Body, isEmpty, planCutouts, type Filters } from '#products';
import type { OpenFile } from './open-files.js';
import type { Product } from './product.js';

/** What is wanted of each dataset. */
export interface Wanted {
  readonly combinations: readonly Filters[];
  /** name of an offer of CUTOUT_FORMATS; undefined: what suits the dataset */
  readonly format?: string;
}

/**
 * Plans the answer for one dataset; reads headers and small tables.
 * @throws what planCutouts does; UnsupportedError for a dataset that cannot be cut; UsageError for a format that it cannot have
 */
export async function planProduct(
  dataset: Dataset,
  open: OpenFile,
  { combinations, format }: Wanted,
  signal: AbortSignal,
): Promise<Product> {
  const { source } = open;
  if (combinations.every(isEmpty) && (format === undefined || format === 'fits')) return wholeFile(dataset, source);
  if (dataset.refusal !== undefined) throw new UnsupportedError(`${dataset.id} cannot be cut: ${dataset.refusal}`);
  const origin = { creator: CREATOR, sourceId: dataset.id };
  if (format !== undefined && format !== 'fits')
    throw new UsageError(`RESPONSEFORMAT=${format} cannot be had of ${dataset.file.name}, which is an image`);
  const plan = await planCutouts(await open.images(), combinations, origin, signal);
  return { ...plan, lastModified: source.lastModified };
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
