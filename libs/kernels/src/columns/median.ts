/** Of the values that are numbers: the middle one, or the mean of the two middle ones. */
export function medianOf(values: Float64Array): number {
  return median(values.filter((value) => value === value).sort());
}

/** Of sorted values. */
export function median(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
