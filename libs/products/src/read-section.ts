import type { ByteSource } from '#fits';
import { BLOCK_BYTES, giveBlock, takeBlock } from './buffers.js';
import { runOffset, type Section } from './section.js';

/** Skipping up to this many bytes costs less in one large read than a read of its own for each run (about 8 µs on a warm file). */
const GAP_BYTES = 64 * 1024;

/** Reads under way at once for one block, when each run needs its own. */
const PARALLEL = 32;

/**
 * Fills `target` with the bytes [from, from + target.length) of a section, 0 being its first byte.
 * Runs that lie close together are read as one span and gathered; distant ones are read one by one, straight into the target.
 */
export async function readSection(source: ByteSource, section: Section, from: number, target: Buffer, signal?: AbortSignal): Promise<void> {
  const inner = section.dims[0];
  if (inner && inner.strideBytes - section.runBytes <= GAP_BYTES && section.runBytes < GAP_BYTES) {
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
  const { runBytes } = section;
  const { count, strideBytes } = section.dims[0];
  const runsPerSpan = 1 + Math.floor((BLOCK_BYTES - runBytes) / strideBytes);
  const scratch = takeBlock();
  try {
    for (let filled = 0; filled < target.length;) {
      const run = Math.floor((from + filled) / runBytes);
      let skip = from + filled - run * runBytes;
      const runs = Math.min(runsPerSpan, count - (run % count), Math.ceil((target.length - filled + skip) / runBytes));
      const tail = Math.min(runBytes, target.length - filled + skip - (runs - 1) * runBytes);
      const offset = runOffset(section, run) + skip;
      const length = (runs - 1) * strideBytes + tail - skip;
      await source.read({ offset, length }, { into: scratch.subarray(0, length), signal });
      for (let r = 0, at = 0; r < runs; r++) {
        const bytes = (r === runs - 1 ? tail : runBytes) - skip;
        scratch.copy(target, filled, at, at + bytes);
        filled += bytes;
        at += strideBytes - skip;
        skip = 0;
      }
    }
  } finally {
    giveBlock(scratch);
  }
}
