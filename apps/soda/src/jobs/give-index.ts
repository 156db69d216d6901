import { positionIndexDocument } from '#ivoa';
import type { ExtraParts } from './give-tar.js';

/** A VOTable that tells for each result of a row where it is, or why there is none. */
export async function giveIndex({ job, out, items, results, index, url }: ExtraParts & { readonly url: string }): Promise<void> {
  if (out.has(index)) return;
  const { total, positions } = items;
  const bytes = new Float64Array(total);
  const reasons = new Map<number, { readonly status: string; readonly reason: string }>();
  for await (const entry of results.list(job.id)) {
    if (entry.index >= total) continue;
    bytes[entry.index] = entry.bytes;
    if (entry.status !== 'made') reasons.set(entry.index, { status: entry.status, reason: entry.reason ?? '' });
  }
  const rows = function* () {
    for (let i = 0; i < total; i++) {
      const row = items.rowOf(i);
      const place = { row: row + 1, raDeg: positions!.lonDeg[row], decDeg: positions!.latDeg[row], url: `${url}/cutout-${i + 1}` };
      yield { ...place, bytes: bytes[i], status: 'made', reason: '', ...reasons.get(i) };
    }
  };
  const contentType = 'application/x-votable+xml';
  await out.add(index, { id: `index-${index + 1}`, contentType, fileName: 'index.vot', bytes: encoded(positionIndexDocument(rows())) });
}

async function* encoded(pieces: Iterable<string>): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece, 'utf8');
}
