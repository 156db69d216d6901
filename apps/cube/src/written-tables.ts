import { spectrumCsv, spectrumVotable } from '#ivoa';
import type { ComputedPlan, ComputedTables } from '#products';

const WRITERS = { votable: spectrumVotable, csv: spectrumCsv };

/** Tables that are computed, as text. */
export function writtenTables({ compute, ...about }: ComputedTables, format: keyof typeof WRITERS): ComputedPlan {
  return {
    ...about,
    async make(out, signal, progress) {
      let at = 0;
      for await (const chunk of WRITERS[format](await compute(out, signal, progress), signal)) {
        const bytes = Buffer.from(chunk, 'utf8');
        await out.write(bytes, at);
        at += bytes.length;
      }
    },
  };
}
