import { smooth } from './smooth';

/** Columns that are put in order together: as many as a line of the processor's cache has, so that each is read once. */
const COLUMN_BYTES: usize = 64;

/**
 * Inverse H-transform in place of `rows` × `columns` coefficients (White, Postman & Lattanzi 1992), rounding as CFITSIO rounds: lossless when nothing
 * was left out. `change` is the largest change by which smoothing may alter a coefficient, 0 for none; `scratch` has room for half as many elements.
 */
export function invert<T>(a: usize, rows: i32, columns: i32, change: i32, scratch: usize): void {
  const steps = 32 - <i32>clz(max(rows, columns) - 1);
  // The sum of 4^n pixels is kept with its lowest bits told by the differences: `bit0` is the one that hc tells, `bit1` that of hx and hy.
  const top = <T>(steps - 1);
  let bit0: T = (<T>1) << top;
  store<T>(a, rounded<T>(load<T>(a), <T>(bit0 << 2)));
  for (let step = steps - 1; step >= 0; step--, bit0 = bit0 >> 1) {
    const unit = 1 << step;
    const height = (rows + unit - 1) >> step;
    const width = (columns + unit - 1) >> step;
    interleaveRows<T>(a, height, width, columns, scratch);
    interleaveColumns<T>(a, height, width, columns, scratch);
    if (change > 0) smooth<T>(a, height, width, columns, <T>change);
    expand<T>(a, height, width, columns, bit0, step === 0 ? <T>2 : <T>1);
  }
}

/** To the nearest multiple of `unit`, a power of 2: halves away from 0 for positive values, towards it for negative ones. */
function rounded<T>(value: T, unit: T): T {
  const half = unit >> 1;
  return <T>((value + (value >= 0 ? half : <T>(half - 1))) & -unit);
}

/** As `rounded` for a unit above 1; a value stays what it is for the unit 1, of which there is no half. */
function roundedLast<T>(value: T, unit: T): T {
  return unit <= 1 ? value : rounded<T>(value, unit);
}

/** One doubling: each 2 × 2 of sum and differences becomes 2 × 2 sums of the next step, or pixels at the last, which divides by 4. */
function expand<T>(a: usize, height: i32, width: i32, pitch: i32, bit0: T, shift: T): void {
  const bit1 = <T>(bit0 << 1);
  const size = sizeof<T>();
  const rowBytes = <usize>pitch * size;
  const evenWidth = width & ~1;
  for (let i = 0; i < height; i += 2) {
    let at = a + <usize>i * rowBytes;
    if (i + 1 === height) {
      for (let j = 0; j < evenWidth; j += 2, at += 2 * size) expandPair<T>(at, at + size, bit1, shift);
      if (evenWidth < width) store<T>(at, load<T>(at) >> shift);
      continue;
    }
    for (let j = 0; j < evenWidth; j += 2, at += 2 * size) {
      const below = at + rowBytes;
      let h0 = load<T>(at);
      let hx = rounded<T>(load<T>(below), bit1);
      let hy = rounded<T>(load<T>(at + size), bit1);
      const hc = roundedLast<T>(load<T>(below + size), bit0);
      const low0 = <T>(hc & bit0);
      hx = <T>(hx >= 0 ? hx - low0 : hx + low0);
      hy = <T>(hy >= 0 ? hy - low0 : hy + low0);
      const low1 = <T>((hc ^ hx ^ hy) & bit1);
      h0 = <T>(h0 >= 0 ? h0 + low0 - low1 : h0 + (low0 === 0 ? low1 : <T>(low0 - low1)));
      store<T>(below + size, (<T>(h0 + hx + hy + hc)) >> shift);
      store<T>(below, (<T>(h0 + hx - hy - hc)) >> shift);
      store<T>(at + size, (<T>(h0 - hx + hy - hc)) >> shift);
      store<T>(at, (<T>(h0 - hx - hy + hc)) >> shift);
    }
    if (evenWidth < width) expandPair<T>(at, at + rowBytes, bit1, shift);
  }
}

/** At an odd edge: a sum and one difference. */
function expandPair<T>(first: usize, second: usize, bit1: T, shift: T): void {
  let h0 = load<T>(first);
  const h1 = rounded<T>(load<T>(second), bit1);
  const low1 = <T>(h1 & bit1);
  h0 = <T>(h0 >= 0 ? h0 - low1 : h0 + low1);
  store<T>(second, (<T>(h0 + h1)) >> shift);
  store<T>(first, (<T>(h0 - h1)) >> shift);
}

/** a b c | d e → a d b e c, in each row. */
function interleaveRows<T>(a: usize, height: i32, width: i32, pitch: i32, scratch: usize): void {
  const size = sizeof<T>();
  const half = <usize>((width + 1) >> 1);
  const rest = <usize>width - half;
  for (let i = 0; i < height; i++) {
    const row = a + <usize>i * <usize>pitch * size;
    memory.copy(scratch, row + half * size, rest * size);
    for (let j = half - 1; j > 0; j--) store<T>(row + 2 * j * size, load<T>(row + j * size));
    for (let j: usize = 0; j < rest; j++) store<T>(row + (2 * j + 1) * size, load<T>(scratch + j * size));
  }
}

/** The same in each column, some columns at a time. */
function interleaveColumns<T>(a: usize, height: i32, width: i32, pitch: i32, scratch: usize): void {
  const rowBytes = <usize>pitch * sizeof<T>();
  const half = <usize>((height + 1) >> 1);
  const rest = <usize>height - half;
  const end = a + <usize>width * sizeof<T>();
  for (let column = a; column < end; column += COLUMN_BYTES) {
    const bytes = min(COLUMN_BYTES, end - column);
    for (let i: usize = 0; i < rest; i++) memory.copy(scratch + i * bytes, column + (half + i) * rowBytes, bytes);
    for (let i = half - 1; i > 0; i--) memory.copy(column + 2 * i * rowBytes, column + i * rowBytes, bytes);
    for (let i: usize = 0; i < rest; i++) memory.copy(column + (2 * i + 1) * rowBytes, scratch + i * bytes, bytes);
  }
}
