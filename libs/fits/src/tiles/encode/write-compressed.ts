import { runInWorker, workerFile, workerThreads, type WorkerTask } from '#workers';
import type { ByteSource } from '../../byte-source.js';
import type { FitsFile } from '../../fits-file.js';
import type { Hdu, ImageShape } from '../../hdu.js';
import { padded } from '../../header-end.js';
import { sumBoth, sumOf } from './checksum.js';
import { compressedHeader, emptyPrimary, type Filled, type TileTable } from './compressed-header.js';
import { streamCapacity, type Encoded, type EncodeJob } from './encode-batch.js';
import { tileCount, tileLengths, tileShapeOf } from './tile-shape.js';

/** Where the file is written to, at places that are known before; what nobody wrote reads as zeros. */
export interface RandomSink {
  write(bytes: Uint8Array, offset: number): Promise<void>;
}

const ENCODE: WorkerTask<EncodeJob, Encoded> = { file: workerFile(import.meta.url, './encode-worker.js') };

/** Pixels that go to a worker at once, and of other HDUs what is copied at once. */
const BATCH_BYTES = 1024 * 1024;

/** Batches under way: one for each worker, and one that is read or written. */
const LANES = Math.min(workerThreads + 1, 8);

/** The most axes that CFITSIO reads in a compressed image. */
const MOST_AXES = 6;

/**
 * Writes a file again with its images as tables of compressed tiles, lossless: whole numbers of 8, 16 and 32 bits in RICE_1, floats in GZIP_2. Images of 64-bit
 * whole numbers and of more than six axes stay images, since neither CFITSIO nor astropy before 5.3 reads them compressed; all other HDUs stay as they are.
 * Memory is bounded: a few MiB for each thread. Returns the length of the file.
 * @throws what the source throws, CancelledError among it
 */
export async function writeCompressed(file: FitsFile, sink: RandomSink, signal?: AbortSignal): Promise<number> {
  let end = 0;
  for (const hdu of file.hdus) {
    const codec = hdu.image && codecOf(hdu.image);
    if (hdu.index === 0 && codec) {
      const primary = emptyPrimary();
      await sink.write(primary, 0);
      end = primary.length;
    }
    end = codec
      ? await writeTiles(file.source, hdu, hdu.image!, codec, sink, end, signal)
      : await copy(file.source, hdu, sink, end, signal);
  }
  return end;
}

function codecOf({ bitpix, axes }: ImageShape): TileTable['codec'] | undefined {
  if (bitpix === 64 || axes.length > MOST_AXES) return undefined;
  return bitpix < 0 ? 'GZIP_2' : 'RICE_1';
}

async function writeTiles(
  source: ByteSource,
  hdu: Hdu,
  shape: ImageShape,
  codec: TileTable['codec'],
  sink: RandomSink,
  start: number,
  signal?: AbortSignal,
): Promise<number> {
  const tileAxes = tileShapeOf(shape.axes);
  const tiles = tileCount(shape.axes, tileAxes);
  // Noise may take a little more than its pixels, and counts of 1P are signed.
  const rowBytes = hdu.dataLength > 2 ** 30 ? 16 : 8;
  const table: TileTable = { codec, tileAxes, tiles, rowBytes };
  const rows = start + compressedHeader(hdu, shape, table, { heapBytes: 0, longest: 0, sum: 0, pixelSum: 0 }).length;
  const heap = rows + tiles * rowBytes;

  const filled = { heapBytes: 0, longest: 0, sum: 0, pixelSum: 0, tiles: 0, pixelBytes: 0 };
  const append = async ({ bytes, sum, pixelSum }: Encoded, { pixels, streams }: EncodeJob): Promise<void> => {
    const descriptors = descriptorsOf(bytes, filled.heapBytes, rowBytes);
    const length = bytes.reduce((a, b) => a + b, 0);
    await sink.write(descriptors, rows + filled.tiles * rowBytes);
    await sink.write(streams.subarray(0, length), heap + filled.heapBytes);
    filled.sum = sumBoth(sumBoth(filled.sum, sumOf(descriptors), 0), sum, filled.heapBytes);
    filled.pixelSum = sumBoth(filled.pixelSum, pixelSum, filled.pixelBytes);
    filled.longest = bytes.reduce((a, b) => Math.max(a, b), filled.longest);
    filled.heapBytes += length;
    filled.tiles += bytes.length;
    filled.pixelBytes += pixels.length;
  };
  await inOrder(batchesOf(shape, tileAxes), { source, signal, codec, width: shape.bytesPerPixel, offset: hdu.dataOffset }, append);
  await sink.write(compressedHeader(hdu, shape, table, filled satisfies Filled), start);
  return pad(sink, heap + filled.heapBytes);
}

/** Pixels of each tile, of so many tiles as make a batch, in the order of the file. */
function* batchesOf({ axes, bytesPerPixel }: ImageShape, tileAxes: readonly number[]): Generator<readonly number[]> {
  let lengths: number[] = [];
  let bytes = 0;
  for (const length of tileLengths(axes, tileAxes)) {
    lengths.push(length);
    bytes += length * bytesPerPixel;
    if (bytes < BATCH_BYTES) continue;
    yield lengths;
    lengths = [];
    bytes = 0;
  }
  if (lengths.length > 0) yield lengths;
}

interface Pixels {
  readonly source: ByteSource;
  readonly signal?: AbortSignal;
  readonly codec: TileTable['codec'];
  readonly width: number;
  /** of the first one, in the source */
  readonly offset: number;
}

/** Memory that is used again for batch after batch, shared with the workers. */
interface Lane {
  pixels: Uint8Array;
  streams: Uint8Array;
}

/** Reads and encodes in worker threads, some batches at a time, and appends in the order of the batches, for the file is to be the same each time. */
async function inOrder(
  batches: Iterable<readonly number[]>,
  { source, signal, codec, width, offset }: Pixels,
  append: (encoded: Encoded, job: EncodeJob) => Promise<void>,
): Promise<void> {
  const free: Lane[] = Array.from({ length: LANES }, () => ({ pixels: new Uint8Array(0), streams: new Uint8Array(0) }));
  const underWay: { readonly encoded: Promise<Encoded>; readonly job: EncodeJob; readonly lane: Lane }[] = [];
  const appendFirst = async (): Promise<void> => {
    const { encoded, job, lane } = underWay[0];
    await append(await encoded, job);
    underWay.shift();
    free.push(lane);
  };
  try {
    let at = offset;
    for (const lengths of batches) {
      if (free.length === 0) await appendFirst();
      const lane = free.pop()!;
      const length = width * lengths.reduce((a, b) => a + b, 0);
      const pixels = (lane.pixels = roomy(lane.pixels, length)).subarray(0, length);
      lane.streams = roomy(lane.streams, streamCapacity(length, lengths.length));
      await source.read({ offset: at, length }, { into: pixels, signal });
      const job: EncodeJob = { codec, width, lengths, pixels, streams: lane.streams };
      const encoded = runInWorker(ENCODE, job);
      encoded.catch(() => {}); // it is looked at in its turn
      underWay.push({ encoded, job, lane });
      at += length;
    }
    while (underWay.length > 0) await appendFirst();
  } finally {
    await Promise.allSettled(underWay.map(({ encoded }) => encoded));
  }
}

function roomy(bytes: Uint8Array, length: number): Uint8Array {
  return bytes.length >= length ? bytes : new Uint8Array(new SharedArrayBuffer(Math.ceil(1.05 * length)));
}

function descriptorsOf(bytes: readonly number[], heapOffset: number, rowBytes: 8 | 16): Uint8Array {
  const view = new DataView(new ArrayBuffer(bytes.length * rowBytes));
  let offset = heapOffset;
  bytes.forEach((count, row) => {
    if (rowBytes === 8) {
      view.setInt32(8 * row, count);
      view.setInt32(8 * row + 4, offset);
    } else {
      view.setBigInt64(16 * row, BigInt(count));
      view.setBigInt64(16 * row + 8, BigInt(offset));
    }
    offset += count;
  });
  return new Uint8Array(view.buffer);
}

/** Header and data as they are; returns where the next HDU begins. */
async function copy(source: ByteSource, hdu: Hdu, sink: RandomSink, start: number, signal?: AbortSignal): Promise<number> {
  const end = hdu.dataOffset + hdu.dataLength;
  const block = new Uint8Array(Math.min(BATCH_BYTES, end - hdu.headerOffset));
  for (let at = hdu.headerOffset; at < end; at += block.length) {
    const bytes = block.subarray(0, Math.min(block.length, end - at));
    await source.read({ offset: at, length: bytes.length }, { into: bytes, signal });
    await sink.write(bytes, start + at - hdu.headerOffset);
  }
  return pad(sink, start + end - hdu.headerOffset);
}

async function pad(sink: RandomSink, end: number): Promise<number> {
  const zeros = padded(end) - end;
  if (zeros > 0) await sink.write(new Uint8Array(zeros), end);
  return end + zeros;
}
