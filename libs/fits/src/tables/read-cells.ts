import type { ByteSource } from '../byte-source.js';

/** Where the cells of one column lie: `count` of `width` bytes, `strideBytes` apart. */
export interface Cells {
  readonly offset: number;
  readonly width: number;
  readonly strideBytes: number;
  readonly count: number;
}

/** Rows are read whole, so many at a time, as long as the gaps between the cells are shorter than this. */
const GAP_BYTES = 64 * 1024;
const BLOCK_BYTES = 1024 * 1024;

/** The cells close together, a fresh array; beside it, at most 1 MiB is held. */
export async function readCells(source: ByteSource, cells: Cells, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const { offset, width, strideBytes, count } = cells;
  const out = new Uint8Array(count * width);
  if (out.length === 0) return out;
  if (width === strideBytes) {
    await source.read({ offset, length: out.length }, { into: out, signal });
    return out;
  }
  const rowsAtOnce = strideBytes - width > GAP_BYTES ? 1 : Math.max(1, Math.floor(BLOCK_BYTES / strideBytes));
  for (let row = 0; row < count; row += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, count - row);
    const range = { offset: offset + row * strideBytes, length: (rows - 1) * strideBytes + width };
    if (rows === 1) {
      await source.read(range, { into: out.subarray(row * width, (row + 1) * width), signal });
      continue;
    }
    const block = await source.read(range, { signal });
    for (let i = 0; i < rows; i++) out.set(block.subarray(i * strideBytes, i * strideBytes + width), (row + i) * width);
  }
  return out;
}
