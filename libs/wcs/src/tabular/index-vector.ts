/**
 * The index vector of a coordinate array (WCS Paper III §6.1.2): ψ ⇄ Υ, the element counted from 1, Υ reaching half an element beyond
 * either end. Without a vector Υ is ψ.
 */
export class IndexVector {
  private readonly sense: 1 | -1;

  /** @param values rising or falling, as `isMonotonic` tells; undefined for the default index */
  constructor(
    readonly length: number,
    private readonly values?: Float64Array,
  ) {
    this.sense = values && values[length - 1] < values[0] ? -1 : 1;
  }

  /** NaN beyond the ends. */
  element(psi: number): number {
    const { values, length, sense } = this;
    let upsilon = psi;
    if (values && length === 1) upsilon = 1 + (psi - values[0]);
    else if (values) {
      upsilon = elementOf(values, length, sense, psi);
    }
    return upsilon >= 0.5 && upsilon <= length + 0.5 ? upsilon : NaN;
  }

  /** NaN beyond the ends, and within a cell that the index leaps over. */
  index(upsilon: number): number {
    const { values, length } = this;
    if (!(upsilon >= 0.5 && upsilon <= length + 0.5)) return NaN;
    if (!values) return upsilon;
    if (length === 1) return values[0] + (upsilon - 1);
    const k = Math.max(0, Math.min(Math.floor(upsilon) - 1, length - 2));
    const fraction = upsilon - (k + 1);
    if (values[k] === values[k + 1]) return fraction === 0 || fraction === 1 ? values[k] : NaN;
    return values[k] + fraction * (values[k + 1] - values[k]);
  }
}

/** Whether values neither rise and fall nor stand still altogether; NaN is neither. */
export function isMonotonic(values: Float64Array): boolean {
  let rises = false;
  let falls = false;
  for (let k = 1; k < values.length; k++) {
    if (values[k] > values[k - 1]) rises = true;
    else if (values[k] < values[k - 1]) falls = true;
    else if (values[k] !== values[k - 1]) return false;
  }
  return values.length === 1 ? Number.isFinite(values[0]) : rises !== falls && values.every(Number.isFinite);
}

/**
 * Where a value lies among rising (sense 1) or falling values, linear between them: the element counted from 1. Of equal values the first
 * one counts, but of those at the start the last (as in WCSLIB); the first and the last cell go on beyond the ends if they have an extent.
 */
export function elementOf(values: Float64Array, length: number, sense: 1 | -1, value: number): number {
  let low = 0;
  let high = length - 1;
  // the first element that is not before the value
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sense * (values[middle] - value) >= 0) high = middle;
    else low = middle + 1;
  }
  let k = Math.max(0, low - 1);
  if (low === 0 && value === values[0]) while (k < length - 2 && values[k] === values[k + 1]) k++;
  const fraction = (value - values[k]) / (values[k + 1] - values[k]);
  return k + 1 + fraction;
}
