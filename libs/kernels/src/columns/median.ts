/** Of the values that are numbers: the middle one, or the mean of the two middle ones. */
export function medianOf(all: Float64Array): number {
  const values = roomFor(all.length);
  let count = 0;
  for (let i = 0; i < all.length; i++) if (all[i] === all[i]) values[count++] = all[i];
  return medianAmong(values, count);
}

/** The same of those that a list names, twice when it does so. */
export function medianAt(all: Float64Array, places: Uint32Array): number {
  const values = roomFor(places.length);
  let count = 0;
  for (let i = 0; i < places.length; i++) {
    const value = all[places[i]];
    values[count] = value;
    count += Number(value === value);
  }
  return medianAmong(values, count);
}

/** Of the first so many values, which are numbers and lose their order. */
function medianAmong(values: Float64Array, count: number): number {
  if (count === 0) return NaN;
  let half = count >> 1;
  const isBetween = count % 2 === 0;
  if (count >= MANY) [count, half] = narrowed(values, count, half);
  const upper = select(values, count, half);
  if (!isBetween) return upper;
  // What is below the place is not above it: the other middle one is the greatest of that.
  let lower = values[0];
  for (let i = 1; i < half; i++) if (values[i] > lower) lower = values[i];
  return (lower + upper) / 2;
}

/** Below it, selection at once is as fast. */
const MANY = 2048;
/** Of so many values spread evenly, those this far from the middle one are nearly always on either side of that of all. */
const SAMPLE = 256;
const ASIDE = 24;
const sample = new Float64Array(SAMPLE);

/**
 * Keeps of the first `count` values those near the middle, found without a branch for each; answers how many they are and the rank of the middle one (of the
 * two middle ones, the upper) among them. All stay where the sample misled.
 */
function narrowed(values: Float64Array, count: number, half: number): [count: number, half: number] {
  const step = count / SAMPLE;
  for (let i = 0; i < SAMPLE; i++) sample[i] = values[Math.floor(i * step)];
  sample.sort();
  const [low, high] = [sample[SAMPLE / 2 - ASIDE], sample[SAMPLE / 2 + ASIDE]];
  let [below, upTo] = [0, 0];
  for (let i = 0; i < count; i++) {
    const value = values[i];
    below += Number(value < low);
    upTo += Number(value <= high);
  }
  const [within, rank] = [upTo - below, half - below];
  if (rank < 1 || rank >= within) return [count, half];
  for (let i = 0, to = 0; to < within; i++) {
    const value = values[i];
    values[to] = value;
    to += Number(value >= low) & Number(value <= high);
  }
  return [within, rank];
}

/** Memory of the thread, used up before the next median. */
let room = new Float64Array(0);
const MOST_ROOM = 2 ** 20;

function roomFor(count: number): Float64Array {
  if (count > MOST_ROOM) return new Float64Array(count);
  if (room.length < count) room = new Float64Array(count);
  return room;
}

/** Brings the value of rank `wanted` of the first `count` to its place, what is below it before it and the others behind (Hoare's quickselect). */
function select(values: Float64Array, count: number, wanted: number): number {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const pivot = middleOf(values[low], values[(low + high) >> 1], values[high]);
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const value = values[i];
      values[i++] = values[j];
      values[j--] = value;
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else break;
  }
  return values[wanted];
}

const middleOf = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));

/** Of sorted values. */
export function median(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
