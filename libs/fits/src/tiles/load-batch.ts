import { DamagedError } from '#faults';
import { runInWorker, workerFile, type WorkerTask } from '#workers';
import type { ByteSource } from '../byte-source.js';
import type { Extent, TilePlan } from './batches.js';
import { ByteGate } from './byte-gate.js';
import type { TileKind } from './decode-tile.js';
import { decodeBatch, type Batch, type BatchResult } from './decode-worker.js';

/** Compressed and decoded bytes of batches under way, all images of the process together. */
const gate = new ByteGate(128 * 1024 * 1024);

/** Up to so much is decoded here: a thread would have to be told, or even be started. */
const INLINE_BYTES = 16 * 1024;

/** Tiles that lie closer together than this are read at one go. */
const GAP_BYTES = 32 * 1024;

const worker: WorkerTask<Batch, BatchResult> = { file: workerFile(import.meta.url, './decode-worker.js') };

/** The tiles of a batch as views of one buffer. Throws DamagedError naming the tile. */
export async function loadBatch(source: ByteSource, hdu: number, kind: TileKind, plans: readonly TilePlan[]): Promise<Uint8Array[]> {
  const { spans, places, bytes } = spansOf(plans.flatMap(({ data, mask }) => [data, mask]));
  let outBytes = 0;
  const tiles = plans.map(({ job, data, mask, outBytes: size }, i) => {
    const out = outBytes;
    outBytes += (size + 7) & ~7;
    return { ...job, at: places[2 * i], bytes: data.bytes, maskAt: places[2 * i + 1], maskBytes: mask.bytes, out };
  });
  return gate.run(bytes + outBytes, async () => {
    const input = new Uint8Array(bytes);
    await Promise.all(
      spans.map(({ offset, bytes: length, at }) => source.read({ offset, length }, { into: input.subarray(at, at + length) })),
    );
    const batch: Batch = { kind, bytes: input, tiles, outBytes };
    const result = outBytes <= INLINE_BYTES ? decodeBatch(batch) : await runInWorker(worker, batch, [input.buffer]);
    if (result instanceof Uint8Array) return plans.map(({ outBytes: size }, i) => result.subarray(tiles[i].out, tiles[i].out + size));
    const { n, data } = plans[result.tile];
    throw new DamagedError(`tile ${n + 1} cannot be decoded: ${result.damage}`, { file: source.name, hdu, offset: data.offset });
  });
}

interface Span extends Extent {
  /** where in the buffer of the batch */
  readonly at: number;
}

/** What to read, extents close together at one go, and where in the buffer each extent then is. */
function spansOf(extents: readonly Extent[]): { spans: Span[]; places: number[]; bytes: number } {
  const order = extents.map((_, i) => i).filter((i) => extents[i].bytes > 0).sort((a, b) => extents[a].offset - extents[b].offset); // prettier-ignore
  const spans: { offset: number; bytes: number; at: number }[] = [];
  const places = extents.map(() => 0);
  let bytes = 0;
  for (const i of order) {
    const { offset, bytes: length } = extents[i];
    let span = spans.at(-1);
    if (!span || offset > span.offset + span.bytes + GAP_BYTES) spans.push((span = { offset, bytes: 0, at: bytes }));
    span.bytes = Math.max(span.bytes, offset + length - span.offset);
    bytes = span.at + span.bytes;
    places[i] = span.at + offset - span.offset;
  }
  return { spans, places, bytes };
}
