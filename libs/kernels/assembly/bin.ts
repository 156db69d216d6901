/** Adds a plane of float64 (NaN where not kept) with a width to ΣfIΔ and ΣfΔ; pixels go by twos. */
export function bin(values: usize, pixels: i32, width: f64, sums: usize, weights: usize): void {
  const factor = f64x2.splat(width);
  for (let i = 0; i < pixels; i += 2) {
    const v = v128.load(values);
    const keep = f64x2.eq(v, v);
    v128.store(sums, f64x2.add(v128.load(sums), v128.and(f64x2.mul(v, factor), keep)));
    v128.store(weights, f64x2.add(v128.load(weights), v128.and(factor, keep)));
    values += 16;
    sums += 16;
    weights += 16;
  }
}
