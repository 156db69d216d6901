/**
 * Sums along rows of float64 with the weights of a kernel: `width` − 1 more of them stand in a row than come out. Columns go by eights; what lies behind a row is
 * read along, for columns that nobody looks at.
 */
export function alongRows(values: usize, wide: i32, rows: i32, taps: usize, width: i32, out: usize, columns: i32): void {
  const end = taps + ((<usize>width) << 3);
  for (let y = 0; y < rows; y++) {
    let to = out;
    let from = values;
    for (let x = 0; x < columns; x += 8) {
      let a = f64x2.splat(0);
      let b = f64x2.splat(0);
      let c = f64x2.splat(0);
      let d = f64x2.splat(0);
      let at = from;
      for (let tap = taps; tap < end; tap += 8) {
        const w = v128.load64_splat(tap);
        a = f64x2.add(a, f64x2.mul(w, v128.load(at)));
        b = f64x2.add(b, f64x2.mul(w, v128.load(at, 16)));
        c = f64x2.add(c, f64x2.mul(w, v128.load(at, 32)));
        d = f64x2.add(d, f64x2.mul(w, v128.load(at, 48)));
        at += 8;
      }
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
      from += 64;
      to += 64;
    }
    values += (<usize>wide) << 3;
    out += (<usize>columns) << 3;
  }
}

/** Adds sums across rows; `height` − 1 more rows go in than come out. */
export function acrossRows(values: usize, columns: i32, rows: i32, taps: usize, height: i32, out: usize): void {
  const stride = (<usize>columns) << 3;
  const end = taps + ((<usize>height) << 3);
  for (let y = 0; y < rows; y++) {
    for (let x: usize = 0; x < stride; x += 64) {
      const to = out + x;
      let a = v128.load(to);
      let b = v128.load(to, 16);
      let c = v128.load(to, 32);
      let d = v128.load(to, 48);
      let at = values + x;
      for (let tap = taps; tap < end; tap += 8) {
        const w = v128.load64_splat(tap);
        a = f64x2.add(a, f64x2.mul(w, v128.load(at)));
        b = f64x2.add(b, f64x2.mul(w, v128.load(at, 16)));
        c = f64x2.add(c, f64x2.mul(w, v128.load(at, 32)));
        d = f64x2.add(d, f64x2.mul(w, v128.load(at, 48)));
        at += stride;
      }
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
    }
    values += stride;
    out += stride;
  }
}
