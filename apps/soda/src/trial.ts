import { bytesToRead, readingRate, type Body } from '#products';
import type { Product } from './product.js';
import { productsOf, reasonOf, type Outcome } from './package.js';

/**
 * What DRYRUN=1 tells of an answer instead of making it: type, name, exact size as far as it is known without making it, HDUs, and the bytes that would
 * be read. Only headers have been read for it.
 */
export async function trialOf(product: Product, outcomes: readonly Outcome[], combinations: number): Promise<object> {
  const read = await readOf(outcomes);
  const bytesPerSecond = readingRate.bytesPerSecond;
  const several = outcomes.length > 1;
  return {
    contentType: product.contentType,
    fileName: product.fileName,
    bytes: product.body?.length ?? null,
    bytesToRead: read,
    combinations,
    estimatedSeconds: Number((((product.body?.length ?? read) + read) / 2 / bytesPerSecond).toPrecision(3)),
    estimate: `the mean of the bytes read and written, at the ${Math.round(bytesPerSecond / 1e6)} MB/s at which this service has made answers lately; the network to the client comes on top`,
    ...(several ? {} : { hdus: hdusOf(product) }),
    ...(several ? { datasets: outcomes.map(rowOf) } : {}),
  };
}

async function readOf(outcomes: readonly Outcome[]): Promise<number> {
  let bytes = 0;
  for (const { product } of productsOf(outcomes)) bytes += await bytesOf(product.plain?.body ?? product.body);
  return bytes;
}

const bytesOf = async (body: Body | undefined): Promise<number> => (body ? bytesToRead(body) : 0);

function rowOf(outcome: Outcome): object {
  if (!('product' in outcome)) return { id: outcome.id, reason: reasonOf(outcome.error) };
  const { contentType, fileName, body } = outcome.product;
  return { id: outcome.id, contentType, fileName, bytes: body?.length ?? null, hdus: hdusOf(outcome.product) };
}

/** The HDUs with pixels; of a file that is sent as it is stored nothing is said. */
function hdusOf({ plain }: Product): object[] | undefined {
  return plain?.hdus.flatMap(({ image }) =>
    image ? [{ name: image.name, sourceHdu: image.sourceHdu, bitpix: image.bitpix, axes: image.axes }] : [],
  );
}
