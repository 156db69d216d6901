import type { ByteRange } from '#fits';

/** One read in the stead of several; `members` are the indices, in the list that was given, of the ranges it holds. */
export interface Coalesced extends ByteRange {
  readonly members: readonly number[];
}

/**
 * Merges ranges that overlap, touch, or have at most `gapBytes` between them, in the order of the file. A merged read is not made longer
 * than `maxBytes`; a single range may be. On a local file a read costs about 9 µs and 10 GB/s from the page cache, so a gap of some 64 KiB
 * is cheaper read than skipped.
 */
export function coalesce(ranges: readonly ByteRange[], gapBytes: number, maxBytes = Infinity): Coalesced[] {
  const merged: { offset: number; length: number; members: number[] }[] = [];
  for (const index of fileOrder(ranges)) {
    const { offset, length } = ranges[index];
    const last = merged[merged.length - 1];
    const end = last === undefined ? -Infinity : last.offset + last.length;
    const total = last === undefined ? length : Math.max(end, offset + length) - last.offset;
    if (last !== undefined && offset - end <= gapBytes && (total <= maxBytes || total === last.length)) {
      last.length = total;
      last.members.push(index);
    } else {
      merged.push({ offset, length, members: [index] });
    }
  }
  return merged;
}

function fileOrder(ranges: readonly ByteRange[]): number[] {
  const order = ranges.map((_, index) => index);
  const sorted = ranges.every((range, i) => i === 0 || ranges[i - 1].offset <= range.offset); // plans come in file order
  return sorted ? order : order.sort((a, b) => ranges[a].offset - ranges[b].offset || a - b);
}
