import { createHash } from 'node:crypto';
import { CREATOR } from '#ops';
import { sodaMessage } from '#ivoa';
import { Body, MemberNames, tarBody } from '#products';
import type { Product } from './product.js';

/** What became of one of several datasets: a product with its bytes, or the error that stands in its place. */
export type Outcome =
  { readonly id: string; readonly product: Product; readonly body?: Body } | { readonly id: string; readonly error: unknown };

/**
 * The products of several datasets as one tar file, the same for the same products. The first member, MANIFEST.json, tells of each ID the name and the
 * size of its file, or why there is none.
 * @param outcomes some with a product; without a body, the tar has none either
 */
export function packageOf(outcomes: readonly Outcome[]): Product {
  const made = outcomes.flatMap((outcome) => ('product' in outcome ? [outcome] : []));
  const names = new MemberNames();
  const manifestName = names.once('MANIFEST.json');
  const fileNames = new Map(made.map((outcome) => [outcome as Outcome, names.once(outcome.product.fileName)]));
  const rows = outcomes.map((outcome) =>
    'product' in outcome
      ? { id: outcome.id, file: fileNames.get(outcome), bytes: outcome.body?.length, contentType: outcome.product.contentType }
      : { id: outcome.id, reason: sodaMessage(outcome.error) },
  );
  const manifest = Buffer.from(`${JSON.stringify({ creator: CREATOR, datasets: rows }, null, 1)}\n`);
  const lastModified = new Date(Math.max(...made.map(({ product }) => product.lastModified.getTime())));
  // What the sizes are follows from the products, whether they have been made or not.
  const etag = createHash('sha256').update(JSON.stringify([CREATOR, rows.map((row) => ({ ...row, bytes: undefined }))]));
  for (const { product } of made) etag.update(`\n${product.etag} ${product.lastModified.getTime()}`);
  const tag = etag.digest('hex').slice(0, 32);
  const members = made.flatMap((outcome) => {
    const { body, product } = outcome;
    return body ? [{ name: fileNames.get(outcome)!, modified: product.lastModified, body }] : [];
  });
  const first = { name: manifestName, modified: lastModified, body: new Body([{ kind: 'bytes', bytes: manifest }]) };
  return {
    etag: tag,
    lastModified,
    contentType: 'application/x-tar',
    fileName: `cutouts_${tag.slice(0, 8)}.tar`,
    body: members.length === made.length ? tarBody([first, ...members]) : undefined,
  };
}
