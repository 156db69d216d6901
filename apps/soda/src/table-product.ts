import { spectrumCsv, spectrumVotable } from '#ivoa';
import { Body, type SpectrumTablePlan } from '#products';
import type { Spool } from '#storage';
import type { Product } from './product.js';

const WRITERS = { votable: spectrumVotable, csv: spectrumCsv };

/** Spectra as text, written into the spool when they are asked for: then their length is known, and parts of them can be sent. */
export function tableProduct(
  { document, etag, fileName, contentType }: SpectrumTablePlan,
  format: keyof typeof WRITERS,
  spool: Pick<Spool, 'entry'>,
  lastModified: Date,
): Product {
  return {
    etag,
    fileName,
    contentType,
    lastModified,
    async make(signal) {
      const source = await spool.entry(etag, { name: fileName, lastModified, signal }, async (out, wanted) => {
        let at = 0;
        for await (const chunk of WRITERS[format](document, wanted)) {
          const bytes = Buffer.from(chunk, 'utf8');
          await out.write(bytes, at);
          at += bytes.length;
        }
      });
      return { body: Body.ofFile(source), leave: () => source.close() };
    },
  };
}
