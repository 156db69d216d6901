import { pass } from './median-pass';

/** Of each lane, as float64: the pivot; then count, below and above of a pass; then what is known of the element sought. */
const state: usize = memory.data(8 * 4 * 11);

/**
 * Medians of the lanes of a column (see pass), as float64 at `out`, NaN where no value is. The middle element is closed in by pivots: by rank at first, as if
 * the values were spread evenly, every sixth time by halving what is left of the numbers there are, so that it ends for any values.
 */
export function median(wide: bool, column: usize, channels: i32, out: usize): void {
  const lanes = wide ? 2 : 4;
  const bytes: usize = wide ? 16 : 32;
  const counts = state + bytes;
  const low = counts + 3 * bytes; // no element before it is the one sought …
  const high = low + bytes; // … nor one after it
  const under = high + bytes; // elements below low
  const upTo = under + bytes; // elements up to high
  const rank = upTo + bytes;
  const next = rank + bytes; // the least element after high, NaN while that is not known
  if (channels & 1) v128.store(column + ((<usize>channels) << 4), i64x2.splat(-1));
  for (let lane = 0; lane < lanes; lane++) set(state, lane, Infinity);
  pass(wide, column, channels, state, counts);
  for (let lane = 0; lane < lanes; lane++) {
    const n = get(counts, lane);
    set(upTo, lane, n);
    set(under, lane, 0);
    set(rank, lane, Math.floor((n - 1) / 2));
    set(high, lane, get(counts + bytes, lane));
    set(next, lane, NaN);
    set(out, lane, n);
    set(state, lane, -Infinity);
  }
  pass(wide, column, channels, state, counts);
  for (let lane = 0; lane < lanes; lane++) set(low, lane, get(counts + 2 * bytes, lane));
  for (let round = 0; ; round++) {
    let open = false;
    for (let lane = 0; lane < lanes; lane++) {
      if (settled(lane, low, high, under, upTo, rank)) continue;
      open = true;
      set(
        state,
        lane,
        pivotOf(wide, round, get(low, lane), get(high, lane), get(rank, lane) - get(under, lane), get(upTo, lane) - get(under, lane)),
      );
    }
    if (!open) break;
    pass(wide, column, channels, state, counts);
    for (let lane = 0; lane < lanes; lane++) {
      if (settled(lane, low, high, under, upTo, rank)) continue;
      const count = get(counts, lane);
      if (count > get(rank, lane)) {
        set(high, lane, get(counts + bytes, lane));
        set(upTo, lane, count);
        set(next, lane, get(counts + 2 * bytes, lane));
      } else {
        set(low, lane, get(counts + 2 * bytes, lane));
        set(under, lane, count);
      }
    }
  }
  let missing = false;
  for (let lane = 0; lane < lanes; lane++) {
    const n = get(out, lane);
    const last = get(upTo, lane) === get(rank, lane) + 1;
    const found = last ? get(high, lane) : get(low, lane);
    set(state, lane, found);
    if (Math.floor(n / 2) * 2 !== n) set(next, lane, found);
    else if (n > 0 && !(last && get(next, lane) >= found)) {
      missing = true;
      set(next, lane, NaN);
    }
  }
  if (missing) pass(wide, column, channels, state, counts);
  for (let lane = 0; lane < lanes; lane++) {
    const found = get(state, lane);
    let after = get(next, lane);
    if (missing && after !== after) after = get(counts, lane) > get(rank, lane) + 1 ? found : get(counts + 2 * bytes, lane);
    set(out, lane, get(out, lane) === 0 ? NaN : after === found ? found : (found + after) / 2);
  }
}

function settled(lane: i32, low: usize, high: usize, under: usize, upTo: usize, rank: usize): bool {
  const sought = get(rank, lane);
  return sought < 0 || get(low, lane) === get(high, lane) || get(under, lane) === sought || get(upTo, lane) === sought + 1;
}

/** From low on and below high. */
function pivotOf(wide: bool, round: i32, low: f64, high: f64, rank: f64, count: f64): f64 {
  let pivot = round % 6 === 5 ? between(low, high) : low + (high - low) * ((rank + 0.5) / count);
  if (!wide) pivot = <f64>(<f32>pivot);
  return pivot < high && pivot >= low ? pivot : low;
}

/** The number that has as many float64 below as above it, of those from low to high. */
function between(low: f64, high: f64): f64 {
  const a = ordered(reinterpret<i64>(low));
  const b = ordered(reinterpret<i64>(high));
  return reinterpret<f64>(ordered((a >> 1) + (b >> 1) + (a & b & 1)));
}

/** Bits of float64 as whole numbers of the same order, and back. */
function ordered(bits: i64): i64 {
  return bits < 0 ? bits ^ i64.MAX_VALUE : bits;
}

function get(at: usize, lane: i32): f64 {
  return load<f64>(at + ((<usize>lane) << 3));
}

function set(at: usize, lane: i32, value: f64): void {
  store<f64>(at + ((<usize>lane) << 3), value);
}
