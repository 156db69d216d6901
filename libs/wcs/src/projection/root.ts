/** A function of one variable; its derivative goes into `slope.value`, so that no point allocates. */
export type Curve = (x: number, slope: { value: number }) => number;

const SLOPE = { value: 0 };

/** x in [low, high] with curve(x) = target, for a growing curve: Newton steps, bisection where a step leaves the bracket. */
export function bracketedRoot(curve: Curve, target: number, low: number, high: number): number {
  if (Number.isNaN(target)) return NaN;
  let x = (low + high) / 2;
  for (let step = 0; step < 100; step++) {
    const excess = curve(x, SLOPE) - target;
    if (excess === 0) return x;
    if (excess > 0) high = x;
    else low = x;
    let next = x - excess / SLOPE.value;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - x) <= 1e-16 * Math.abs(next)) return next;
    x = next;
  }
  return x;
}
