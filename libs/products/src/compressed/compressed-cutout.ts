import { FitsFile, writeCompressed } from '#fits';
import type { Spool } from '#storage';
import { Body } from '../body.js';
import { etagOf, type ProductPlan } from '../cutout-plan.js';
import { bodySource } from './body-source.js';

/** A product whose length nobody knows before it is made. */
export interface SpooledPlan extends Omit<ProductPlan, 'body'> {
  /**
   * Makes the product, or finds the one that was made; it is kept until `leave`.
   * @throws what reading the cutout throws; LimitError when the spool has no room; TransientError when its disk is full; CancelledError
   */
  make(signal: AbortSignal): Promise<{ readonly body: Body; leave(): Promise<void> }>;
}

/** Changes with the way files are written, so that those of another release are not taken for the same. */
const WRITTEN = 'rice 1';

/**
 * A FITS product with its images as compressed tiles (FITS Standard §10), lossless: whole numbers in RICE_1, floats in GZIP_2. It is planned as the plain one
 * is, so HEAD costs nothing, and made in the spool.
 */
export function compressedCutout(plan: ProductPlan, spool: Pick<Spool, 'entry'>, lastModified: Date): SpooledPlan {
  const etag = etagOf(plan.etag, WRITTEN);
  const name = plan.fileName;
  return {
    etag,
    fileName: `${name.replace(/(_[0-9a-f]{8})?\.fits$/, '')}_${etag.slice(0, 8)}.fits.fz`,
    contentType: 'application/fits;compress=rice',
    async make(signal) {
      const source = await spool.entry(etag, { name, lastModified, signal }, async (out, wanted) => {
        const file = await FitsFile.open(bodySource(plan.body, { name, etag: plan.etag, lastModified }), { signal: wanted });
        await writeCompressed(file, out, wanted);
      });
      return { body: Body.ofFile(source), leave: () => source.close() };
    },
  };
}
