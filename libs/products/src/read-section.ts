import type { ByteRange, ByteSource } from '#fits';
import { coalesce, type Coalesced } from '#storage';
import { BLOCK_BYTES, giveBlock, takeBlock } from './buffers.js';
import { fillsByGathering, GAP_BYTES, runOffset, type Section } from './section.js';

/** Reads under way at once for one block, when each run needs its own. */
const PARALLEL = 32;

/** Spans that are looked at together; enough to fill a block from planes of a kilobyte. */
const MOST_SPANS = 1024;

/**
 * Fills `target` with the bytes [from, from + target.length) of a section, 0 being its first byte.
 * Runs that lie close together are read as one span and gathered; distant ones are read one by one, straight into the target.
 */
export async function readSection(source: ByteSource, section: Section, from: number, target: Buffer, signal?: AbortSignal): Promise<void> {
  if (fillsByGathering(section)) {
    await gather(source, section, from, target, signal);
  } else {
    await readRuns(source, section, from, target, signal);
  }
}

async function readRuns(source: ByteSource, section: Section, from: number, target: Buffer, signal?: AbortSignal): Promise<void> {
  const { runBytes } = section;
  const reads: Promise<unknown>[] = [];
  for (let filled = 0; filled < target.length;) {
    const run = Math.floor((from + filled) / runBytes);
    const skip = from + filled - run * runBytes;
    const length = Math.min(runBytes - skip, target.length - filled);
    const into = target.subarray(filled, filled + length);
    reads.push(source.read({ offset: runOffset(section, run) + skip, length }, { into, signal }));
    filled += length;
    if (reads.length === PARALLEL) await settle(reads.splice(0));
  }
  await settle(reads);
}

/** Waits for all, even when one fails: a buffer must not be given back while a read may still write to it. */
async function settle(reads: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(reads)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function gather(source: ByteSource, section: Section, from: number, target: Buffer, signal?: AbortSignal): Promise<void> {
  const scratch: Buffer[] = [];
  const blockOf = (i: number): Buffer => (scratch[i] ??= takeBlock());
  try {
    for (let filled = 0; filled < target.length;) {
      const spans = nextSpans(section, from, filled, target.length);
      for (const batch of batches(coalesce(spans, GAP_BYTES, BLOCK_BYTES), source.isDistant ? DISTANT_BLOCKS : 1)) {
        await settle(
          batch.map(({ offset, length, block, at }) =>
            source.read({ offset, length }, { into: blockOf(block).subarray(at, at + length), signal }),
          ),
        );
        for (const { offset, block, at, members } of batch) {
          for (const member of members) filled = scatter(blockOf(block), offset - at, spans[member], section, target);
        }
      }
    }
  } finally {
    for (const block of scratch) giveBlock(block);
  }
}

/** Scratch of one output block when every read costs a round trip: with it the strips of a dozen planes are asked for at once. */
const DISTANT_BLOCKS = 6;

type Placed = Coalesced & { readonly block: number; readonly at: number };

/** Reads that have room in so many blocks together, each with its place there: a distant store answers them in the time of one. */
function* batches(reads: readonly Coalesced[], blocks: number): Iterable<Placed[]> {
  let batch: Placed[] = [];
  let [block, at] = [0, 0];
  for (const read of reads) {
    if (at + read.length > BLOCK_BYTES) [block, at] = [block + 1, 0];
    if (block === blocks) {
      yield batch;
      batch = [];
      block = 0;
    }
    batch.push({ ...read, block, at });
    at += read.length;
  }
  yield batch;
}

/** Runs of the fastest dimension, with what lies between them: the file from the first byte that is wanted to the last. */
interface Span extends ByteRange {
  readonly runs: number;
  /** bytes of the first run that lie before the span, and of the last run up to its end */
  readonly skip: number;
  readonly tail: number;
  /** where in the target it goes */
  readonly filled: number;
}

/** The spans, each fit for one block, of the target from `filled` on: all or the first so many, for tiny rows make many of them. */
function nextSpans(section: Section, from: number, filled: number, end: number): Span[] {
  const { runBytes } = section;
  const { count, strideBytes } = section.dims[0];
  const runsPerSpan = 1 + Math.floor((BLOCK_BYTES - runBytes) / strideBytes);
  const spans: Span[] = [];
  while (filled < end && spans.length < MOST_SPANS) {
    const run = Math.floor((from + filled) / runBytes);
    const skip = from + filled - run * runBytes;
    const runs = Math.min(runsPerSpan, count - (run % count), Math.ceil((end - filled + skip) / runBytes));
    const tail = Math.min(runBytes, end - filled + skip - (runs - 1) * runBytes);
    spans.push({ offset: runOffset(section, run) + skip, length: (runs - 1) * strideBytes + tail - skip, runs, skip, tail, filled });
    filled += (runs - 1) * runBytes + tail - skip;
  }
  return spans;
}

/** Copies the runs of a span out of a block whose first byte is that at `blockOffset` of the file; returns where in the target they end. */
function scatter(block: Buffer, blockOffset: number, span: Span, { runBytes, dims }: Section, target: Buffer): number {
  const { strideBytes } = dims[0];
  let { skip, filled } = span;
  for (let r = 0, at = span.offset - blockOffset; r < span.runs; r++) {
    const bytes = (r === span.runs - 1 ? span.tail : runBytes) - skip;
    block.copy(target, filled, at, at + bytes);
    filled += bytes;
    at += strideBytes - skip;
    skip = 0;
  }
  return filled;
}
