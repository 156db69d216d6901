/** Of the values that are numbers: the middle one, or the mean of the two middle ones. */
export function medianOf(all: Float64Array): number {
  const values = new Float64Array(all.length);
  let count = 0;
  for (let i = 0; i < all.length; i++) if (all[i] === all[i]) values[count++] = all[i];
  if (count === 0) return NaN;
  const half = count >> 1;
  const upper = select(values, count, half);
  if (count % 2 === 1) return upper;
  // What is below the place is not above it: the other middle one is the greatest of that.
  let lower = values[0];
  for (let i = 1; i < half; i++) if (values[i] > lower) lower = values[i];
  return (lower + upper) / 2;
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
