import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { CancelledError, DamagedError, TransientError } from '#faults';
import type { CubeRef } from './cube-ref.js';
import type { CubeBlock, CubeReader } from './plane-reader.js';

/** Gaps up to a few times what is wanted, and those of a page or two, are read along: that costs less than a call for each run. */
const MOST_GAP_BYTES = 32 * 1024;
const CHEAP_GAP_BYTES = 8 * 1024;

/** Read at one go to be picked from. */
const MOST_SPAN_BYTES = 8 * 1024 * 1024;

/** Several blocks are read at one go of that: it stays in the cache until they are picked from it. */
const MOST_TOGETHER_BYTES = 256 * 1024;

/** Of the thread: used up before the next read, and fresh memory for each job would pile up. */
let scratch = new Uint8Array(0);

/** Of pixels that stand in a file of this machine. */
export class FileReader implements CubeReader {
  readonly #fd: number;
  readonly #stop: Int32Array;

  constructor(readonly ref: CubeRef) {
    this.#stop = new Int32Array(ref.stop);
    this.#fd = this.#system(() => openSync(ref.path, constants.O_RDONLY | constants.O_NONBLOCK));
    if (ref.etag === undefined || etagOf(this.#fd) === ref.etag) return;
    this.close();
    throw new TransientError(`${ref.name} has changed while it was worked on; ask again`);
  }

  read(k: number, p: number, y0: number, rows: number, into: Uint8Array): void {
    this.readBlock(p, { x0: 0, nx: this.ref.nx, y0, ny: rows }, k, 1, () => into);
  }

  readBlock(p: number, block: CubeBlock, k: number, channels: number, into: (channel: number) => Uint8Array): void {
    this.#goOn();
    const { strides, planes, bytesPerPixel } = this.ref;
    const start = planes[p] + block.x0 * strides.x + block.y0 * strides.y + k * strides.z;
    if (strides.x === bytesPerPixel) {
      for (let c = 0; c < channels; c++) this.#rows(start + c * strides.z, block, into(k + c));
    } else if (strides.z < strides.x && strides.z < strides.y) {
      this.#spectra(start, block, k, channels, into);
    } else {
      for (let c = 0; c < channels; c++) this.#pick(start + c * strides.z, block, [into(k + c)], 0);
    }
  }

  readBlocks(p: number, blocks: Int32Array, k: number, into: Uint8Array): void {
    const { strides, planes, bytesPerPixel } = this.ref;
    const isTogether = strides.x === bytesPerPixel && strides.y > 0 && strides.y <= CHEAP_GAP_BYTES;
    const plane = planes[p] + k * strides.z;
    const startOf = (b: number): number => plane + blocks[b] * strides.x + blocks[b + 2] * strides.y;
    const endOf = (b: number): number => startOf(b) + (blocks[b + 3] - 1) * strides.y + blocks[b + 1] * strides.x;
    for (let b = 0, at = 0; b < blocks.length;) {
      const start = startOf(b);
      let [next, end] = [b + 4, endOf(b)];
      while (isTogether && next < blocks.length && startOf(next) >= start && startOf(next) - end <= CHEAP_GAP_BYTES) {
        const further = Math.max(end, endOf(next));
        if (further - start > MOST_TOGETHER_BYTES) break;
        [next, end] = [next + 4, further];
      }
      const span = next > b + 4 ? this.#wanted(start, end - start) : undefined;
      for (; b < next; b += 4) {
        const [x0, nx, y0, ny] = blocks.subarray(b, b + 4);
        const bytes = nx * ny * bytesPerPixel;
        const out = into.subarray(at, at + bytes);
        if (span) copyRows(span, startOf(b) - start, strides.y, out, nx * bytesPerPixel, ny);
        else this.readBlock(p, { x0, nx, y0, ny }, k, 1, () => out);
        at += bytes;
      }
    }
  }

  close(): void {
    closeSync(this.#fd);
  }

  #wanted(offset: number, length: number): Uint8Array {
    this.#goOn();
    return this.#span(offset, length);
  }

  #goOn(): void {
    if (Atomics.load(this.#stop, 0) !== 0) throw new CancelledError(`work on ${this.ref.name} was cancelled`);
  }

  /** Rows that are contiguous in the file. */
  #rows(start: number, { nx, ny }: CubeBlock, out: Uint8Array): void {
    const { strides, bytesPerPixel } = this.ref;
    const run = nx * bytesPerPixel;
    if (strides.y === run || ny === 1) {
      this.#fill(out, 0, ny * run, start);
      return;
    }
    const gap = strides.y - run;
    if (gap > Math.min(MOST_GAP_BYTES, Math.max(CHEAP_GAP_BYTES, 3 * run)) || gap < 0) {
      for (let y = 0; y < ny; y++) this.#fill(out, y * run, run, start + y * strides.y);
      return;
    }
    const most = Math.max(1, Math.floor(MOST_SPAN_BYTES / strides.y));
    for (let y = 0; y < ny; y += most) {
      const rows = Math.min(most, ny - y);
      const span = this.#span(start + y * strides.y, (rows - 1) * strides.y + run);
      copyRows(span, 0, strides.y, out.subarray(y * run, (y + rows) * run), run, rows);
    }
  }

  /** The spectral axis runs fastest: whole spectra are read, as many as there is room for, and turned round. */
  #spectra(start: number, block: CubeBlock, k: number, channels: number, into: (channel: number) => Uint8Array): void {
    const { strides } = this.ref;
    // Into another memory may be made while it is asked for, so first all, then the views.
    const out = Array.from({ length: channels }, (_, c) => into(k + c));
    const [inner, outer] = strides.x < strides.y ? (['x', 'y'] as const) : (['y', 'x'] as const);
    const n = { x: block.nx, y: block.ny };
    const perInner = Math.max(1, Math.floor(MOST_SPAN_BYTES / strides[inner]));
    const whole = n[inner] <= perInner && n[inner] * strides[inner] * 4 > strides[outer];
    const perOuter = whole ? Math.max(1, Math.floor(MOST_SPAN_BYTES / strides[outer])) : 1;
    const steps = { [inner]: perInner, [outer]: perOuter } as { x: number; y: number };
    for (let y = 0; y < block.ny; y += steps.y) {
      for (let x = 0; x < block.nx; x += steps.x) {
        const part = { x0: 0, nx: Math.min(steps.x, block.nx - x), y0: 0, ny: Math.min(steps.y, block.ny - y) };
        this.#pick(start + x * strides.x + y * strides.y, part, out, strides.z, (y * block.nx + x) | 0, block.nx);
      }
    }
  }

  /** Reads the span that a part of a block lies in and copies its pixels to their places; of several channels when they lie `channelStride` apart. */
  #pick(start: number, { nx, ny }: CubeBlock, out: readonly Uint8Array[], channelStride: number, first = 0, width = nx): void {
    const { strides, bytesPerPixel } = this.ref;
    const bytesOf = (rows: number): number =>
      (nx - 1) * strides.x + (rows - 1) * strides.y + (out.length - 1) * channelStride + bytesPerPixel;
    if (bytesOf(ny) > 2 * MOST_SPAN_BYTES && ny > 1) {
      const half = ny >> 1;
      this.#pick(start, { x0: 0, nx, y0: 0, ny: half }, out, channelStride, first, width);
      this.#pick(start + half * strides.y, { x0: 0, nx, y0: 0, ny: ny - half }, out, channelStride, first + half * width, width);
      return;
    }
    if (bytesOf(1) > 2 * MOST_SPAN_BYTES && nx > 1) {
      const half = nx >> 1;
      this.#pick(start, { x0: 0, nx: half, y0: 0, ny }, out, channelStride, first, width);
      this.#pick(start + half * strides.x, { x0: 0, nx: nx - half, y0: 0, ny }, out, channelStride, first + half, width);
      return;
    }
    const span = this.#span(start, bytesOf(ny));
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++) {
        const to = (first + y * width + x) * bytesPerPixel;
        let from = y * strides.y + x * strides.x;
        for (let c = 0; c < out.length; c++, from += channelStride) copyPixel(span, from, out[c], to, bytesPerPixel);
      }
    }
  }

  #span(offset: number, length: number): Uint8Array {
    if (scratch.length < length) scratch = new Uint8Array(length);
    this.#fill(scratch, 0, length, offset);
    return scratch;
  }

  #fill(into: Uint8Array, at: number, length: number, offset: number): void {
    const { name, hdu } = this.ref;
    for (let done = 0; done < length;) {
      const bytes = this.#system(() => readSync(this.#fd, into, at + done, length - done, offset + done));
      if (bytes === 0)
        throw new DamagedError(`wanted ${length} bytes, got ${done}: the file has become shorter while it was read`, {
          file: name,
          hdu,
          offset,
        });
      done += bytes;
    }
  }

  #system<T>(call: () => T): T {
    try {
      return call();
    } catch (cause) {
      throw new TransientError(`${this.ref.name} cannot be read at the moment (${(cause as NodeJS.ErrnoException).code})`, undefined, {
        cause,
      });
    }
  }
}

/** Longer rows are copied by one call for each. */
const SHORT_BYTES = 256;

/** Rows of `run` bytes, `stride` apart from `first` on, to stand one after another. */
function copyRows(from: Uint8Array, first: number, stride: number, to: Uint8Array, run: number, rows: number): void {
  if (run > SHORT_BYTES || ((from.byteOffset | first | stride | to.byteOffset | run) & 3) !== 0) {
    for (let y = 0, at = first; y < rows; y++, at += stride) to.set(from.subarray(at, at + run), y * run);
    return;
  }
  const source = new Uint32Array(from.buffer, from.byteOffset, from.length >> 2);
  const target = new Uint32Array(to.buffer, to.byteOffset, (run * rows) >> 2);
  const [words, step] = [run >> 2, stride >> 2];
  for (let y = 0, at = first >> 2, place = 0; y < rows; y++, at += step) {
    for (let w = 0; w < words; w++) target[place++] = source[at + w];
  }
}

function copyPixel(from: Uint8Array, at: number, to: Uint8Array, place: number, bytes: number): void {
  for (let b = 0; b < bytes; b++) to[place + b] = from[at + b];
}

/** As sources of #storage have it. */
function etagOf(fd: number): string {
  const { ino, size, mtimeNs } = fstatSync(fd, { bigint: true });
  return [ino, size, mtimeNs].map((part) => part.toString(36)).join('-');
}
