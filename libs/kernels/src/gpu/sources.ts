/**
 * The kernels in the language of gpu.js: its compiler reads the text of these functions and writes WGSL. They run on the GPU only.
 *
 * What its language does to the code: `continue` would skip the step of the loop; whole numbers in `const` become floats (exact to 2²⁴ only), so
 * indices are not kept in variables; a thread answers with one number or up to four.
 *
 * Slabs hold `stride` pixels (a multiple of 64) by some planes. 3.4028232635611926e38 stands for a sample that is not kept, the number above it for
 * one that is invalid (see samples.ts). States are four numbers per pixel and row, 64 pixels of a row after 64 of the row before.
 */
interface Thread {
  readonly thread: { readonly x: number; readonly y: number; readonly z: number };
}
type Planes = readonly (readonly number[])[];
type Numbers = readonly number[];

/**
 * Σ I·f of each row's factors f, to about twice the digits of float32: I is split into two and f into three parts whose products are exact, and what
 * additions round off is added up beside the sum. State: sum, its rest, samples, invalid ones.
 */
export function sums(
  this: Thread,
  slab: Planes,
  state: Numbers,
  factors: Planes,
  start: number,
  planes: number,
  channel: number,
  shift: number,
): number[] {
  let total = state[this.thread.x * 4];
  let rest = state[this.thread.x * 4 + 1];
  let kept = state[this.thread.x * 4 + 2];
  let invalid = state[this.thread.x * 4 + 3];
  for (let j = 0; j < planes; j++) {
    const value = slab[start + j][pixelOf(this.thread.x, shift)];
    if (value < 3.4028232635611926e38) {
      kept += 1;
      const first = factors[channel + j][rowOf(this.thread.x, shift) * 3];
      const second = factors[channel + j][rowOf(this.thread.x, shift) * 3 + 1];
      const third = factors[channel + j][rowOf(this.thread.x, shift) * 3 + 2];
      const wide = value * 8193;
      const head = wide - (wide - value);
      const tail = value - head;
      const a = head * first;
      let sum = total + a;
      let part = sum - total;
      rest += total - (sum - part) + (a - part);
      total = sum;
      const b = tail * first;
      sum = total + b;
      part = sum - total;
      rest += total - (sum - part) + (b - part);
      total = sum;
      const c = head * second;
      sum = total + c;
      part = sum - total;
      rest += total - (sum - part) + (c - part);
      total = sum;
      rest += tail * second + value * third;
    } else {
      if (value > 3.4028232635611926e38) {
        invalid += 1;
      }
    }
  }
  return [total, rest, kept, invalid];
}

/**
 * ΣI² alike. Row 0 takes |I| ≥ 2⁻⁸ scaled by 2⁻³⁶, row 1 what is less scaled by 2⁵⁶, so that squares neither grow beyond float32 nor vanish.
 * State: sum, its rest, samples.
 */
export function squares(this: Thread, slab: Planes, state: Numbers, start: number, planes: number): number[] {
  let total = state[this.thread.x * 4];
  let rest = state[this.thread.x * 4 + 1];
  let kept = state[this.thread.x * 4 + 2];
  for (let j = 0; j < planes; j++) {
    const value = slab[start + j][pixelOf(this.thread.x, 1)];
    let small = 0.0;
    if (Math.abs(value) < 0.00390625) {
      small = 1.0;
    }
    if (value < 3.4028232635611926e38 && small === rowOf(this.thread.x, 1)) {
      kept += 1;
      const scaled = value * (small * 7.205759403792794e16 + (1.0 - small) * 1.4551915228366852e-11);
      const wide = scaled * 8193;
      const head = wide - (wide - scaled);
      const tail = scaled - head;
      const a = head * head;
      let sum = total + a;
      let part = sum - total;
      rest += total - (sum - part) + (a - part);
      total = sum;
      const b = 2.0 * head * tail;
      sum = total + b;
      part = sum - total;
      rest += total - (sum - part) + (b - part);
      total = sum;
      rest += tail * tail;
    }
  }
  return [total, rest, kept, 0.0];
}

/** First maximum and minimum. State: maximum, its channel + 1, minimum, its channel + 1; 0 as long as there is none. */
export function extremes(this: Thread, slab: Planes, state: Numbers, start: number, planes: number, channel: number): number[] {
  let maximum = state[this.thread.x * 4];
  let maximumAt = state[this.thread.x * 4 + 1];
  let minimum = state[this.thread.x * 4 + 2];
  let minimumAt = state[this.thread.x * 4 + 3];
  for (let j = 0; j < planes; j++) {
    const value = slab[start + j][this.thread.x];
    if (value < 3.4028232635611926e38) {
      if (maximumAt === 0 || value > maximum) {
        maximum = value;
        maximumAt = channel + j + 1;
      }
      if (minimumAt === 0 || value < minimum) {
        minimum = value;
        minimumAt = channel + j + 1;
      }
    }
  }
  return [maximum, maximumAt, minimum, minimumAt];
}

/** The slab without the samples that a range, a threshold or a mask drops. Output 64 × stride/64 × planes. */
export function select(
  this: Thread,
  slab: Planes,
  mask: Planes,
  ofChannel: Numbers,
  ofPixel: Numbers,
  start: number,
  channel: number,
  masked: number,
  low: number,
  high: number,
  under: number,
  over: number,
  absolute: number,
  nonzero: number,
): number {
  const value = slab[start + this.thread.z][this.thread.y * 64 + this.thread.x];
  let size = value;
  if (absolute > 0.5) {
    size = Math.abs(value);
  }
  let result = value;
  if (value < 3.4028232635611926e38) {
    if (value < low || value > high || (value > under && value < over)) {
      result = 3.4028232635611926e38;
    }
    if (size < ofChannel[channel + this.thread.z] * ofPixel[this.thread.y * 64 + this.thread.x]) {
      result = 3.4028232635611926e38;
    }
    if (nonzero > 0.5 && value === 0.0) {
      result = 3.4028232635611926e38;
    }
    if (masked > 0.5) {
      if (mask[this.thread.z][this.thread.y * 64 + this.thread.x] < 0.5) {
        result = 3.4028232635611926e38;
      }
    }
  }
  return result;
}

/** Samples of some pixels: output 64 × padded/64 × planes. A place is its multiple of 4096 and the rest, since floats count to 2²⁴ only. */
export function pick(this: Thread, slab: Planes, places: Planes, start: number): number {
  return slab[start + this.thread.z][placeOf(places[this.thread.y * 64 + this.thread.x][0], places[this.thread.y * 64 + this.thread.x][1])];
}

/** Weighted means of lists of pixels: output 64 × padded/64 × planes. `lists`: first entry, entry after the last, least valid weight. */
export function gather(this: Thread, slab: Planes, lists: Planes, entries: Planes, start: number): number {
  let total = 0.0;
  let rest = 0.0;
  let valid = 0.0;
  for (let e = lists[this.thread.y * 64 + this.thread.x][0]; e < lists[this.thread.y * 64 + this.thread.x][1]; e += 1) {
    const value = slab[start + this.thread.z][placeOf(entries[e][0], entries[e][1])];
    if (value < 3.4028232635611926e38) {
      const weight = entries[e][2];
      const term = weight * value;
      const sum = total + term;
      const part = sum - total;
      rest += total - (sum - part) + (term - part);
      total = sum;
      valid += weight;
    }
  }
  let result = 3.4028232635611926e38;
  if (valid > 0.0 && valid >= lists[this.thread.y * 64 + this.thread.x][2]) {
    result = (total + rest) / valid;
  }
  return result;
}

/** Pixel and row of a thread, of 2^shift rows. */
export function pixelOf(thread: number, shift: number): number {
  return (((thread >> 6) >> shift) << 6) + (thread & 63);
}

export function rowOf(thread: number, shift: number): number {
  return (thread >> 6) & ((1 << shift) - 1);
}

export function placeOf(multiple: number, rest: number): number {
  return multiple * 4096 + rest;
}
