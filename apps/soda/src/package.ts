import { createHash } from 'node:crypto';
import { NoOverlapError } from '#faults';
import { sodaMessage } from '#ivoa';
import { CREATOR } from '#ops';
import { Body, MemberNames, tarBody } from '#products';
import type { Product } from './product.js';

interface Made {
  readonly id: string;
  readonly product: Product;
  readonly body?: Body;
}

/** What became of one of several datasets: a product with its bytes, or the error that stands in its place. */
export type Outcome = Made | { readonly id: string; readonly error: unknown };

/**
 * The products of several datasets as one tar file, the same for the same products; each is in it once, however many IDs stand for it. The first member,
 * MANIFEST.json, tells of each ID the name and the size of its file, or why there is none.
 * @param outcomes some with a product; without a body, the tar has none either
 */
export function packageOf(outcomes: readonly Outcome[]): Product {
  const made = productsOf(outcomes);
  const names = new MemberNames();
  const manifestName = names.once('MANIFEST.json');
  const fileNames = new Map(made.map(({ product }) => [product, names.once(product.fileName)]));
  const rows = outcomes.map((outcome) =>
    'product' in outcome
      ? { id: outcome.id, file: fileNames.get(outcome.product), bytes: outcome.body?.length, contentType: outcome.product.contentType }
      : { id: outcome.id, reason: reasonOf(outcome.error) },
  );
  const manifest = Buffer.from(`${JSON.stringify({ creator: CREATOR, datasets: rows }, null, 1)}\n`);
  const lastModified = new Date(Math.max(...made.map(({ product }) => product.lastModified.getTime())));
  // What the sizes are follows from the products, whether they have been made or not.
  const etag = createHash('sha256').update(JSON.stringify([CREATOR, rows.map((row) => ({ ...row, bytes: undefined }))]));
  for (const { product } of made) etag.update(`\n${product.etag} ${product.lastModified.getTime()}`);
  const tag = etag.digest('hex').slice(0, 32);
  const members = made.flatMap(({ body, product }) =>
    body ? [{ name: fileNames.get(product)!, modified: product.lastModified, body }] : [],
  );
  const first = { name: manifestName, modified: lastModified, body: new Body([{ kind: 'bytes', bytes: manifest }]) };
  return {
    etag: tag,
    lastModified,
    contentType: 'application/x-tar',
    fileName: `cutouts_${tag.slice(0, 8)}.tar`,
    body: members.length === made.length ? tarBody([first, ...members]) : undefined,
  };
}

/** Why a dataset gave nothing: where it has nothing of what was asked for, the request is as right as one that is answered with 204. */
export function reasonOf(error: unknown): string {
  return error instanceof NoOverlapError ? `EMPTY: ${error.message}` : sodaMessage(error);
}

/** Each product once: IDs in several spellings have it in common. */
export function productsOf(outcomes: readonly Outcome[]): Made[] {
  const made = outcomes.flatMap((outcome) => ('product' in outcome ? [outcome] : []));
  return made.filter(({ product }, i) => made.findIndex((other) => other.product === product) === i);
}
