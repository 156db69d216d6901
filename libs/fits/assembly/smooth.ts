/**
 * Smoothing as CFITSIO's: differences of each zone of 2 × 2 move towards the slope between its neighbours, as far as rounding may have changed them and
 * where the sums run monotonically. Not at the edges. `height` × `width` coefficients, interleaved, in rows of `pitch`.
 */
export function smooth<T>(a: usize, height: i32, width: i32, pitch: i32, change: T): void {
  const size = sizeof<T>();
  const rowBytes = <usize>pitch * size;
  for (let i = 2; i < height - 2; i += 2) {
    const row = a + <usize>i * rowBytes;
    for (let j = 0; j < width; j += 2) slope<T>(row + <usize>j * size, 2 * rowBytes, rowBytes, change);
  }
  for (let i = 0; i < height; i += 2) {
    const row = a + <usize>i * rowBytes;
    for (let j = 2; j < width - 2; j += 2) slope<T>(row + <usize>j * size, 2 * size, size, change);
  }
  for (let i = 2; i < height - 2; i += 2) {
    const row = a + <usize>i * rowBytes;
    for (let j = 2; j < width - 2; j += 2) curvature<T>(row + <usize>j * size, rowBytes, change);
  }
}

/** The difference that is `aside` of a zone's sum; the next zones are `step` away. */
function slope<T>(at: usize, step: usize, aside: usize, change: T): void {
  const before = load<T>(at - step);
  const here = load<T>(at);
  const after = load<T>(at + step);
  const rise = <T>(after - here);
  const risen = <T>(here - before);
  const most = <T>(max<T>(min<T>(rise, risen), 0) << 2);
  const least = <T>(min<T>(max<T>(rise, risen), 0) << 2);
  if (least < most) adjust<T>(at + aside, clamp<T>(<T>(after - before), least, most), 3, change);
}

/** The difference of differences, by the four zones at the corners. */
function curvature<T>(at: usize, rowBytes: usize, change: T): void {
  const size = sizeof<T>();
  const mm = load<T>(at - 2 * rowBytes - 2 * size);
  const pm = load<T>(at + 2 * rowBytes - 2 * size);
  const mp = load<T>(at - 2 * rowBytes + 2 * size);
  const pp = load<T>(at + 2 * rowBytes + 2 * size);
  const here = load<T>(at);
  const x2 = <T>(load<T>(at + rowBytes) << 1);
  const y2 = <T>(load<T>(at + size) << 1);
  const most = min<T>(
    min<T>(<T>(max<T>(<T>(pp - here), 0) - x2 - y2), <T>(max<T>(<T>(here - pm), 0) + x2 - y2)),
    min<T>(<T>(max<T>(<T>(here - mp), 0) - x2 + y2), <T>(max<T>(<T>(mm - here), 0) + x2 + y2)),
  );
  const least = max<T>(
    max<T>(<T>(min<T>(<T>(pp - here), 0) - x2 - y2), <T>(min<T>(<T>(here - pm), 0) + x2 - y2)),
    max<T>(<T>(min<T>(<T>(here - mp), 0) - x2 + y2), <T>(min<T>(<T>(mm - here), 0) + x2 + y2)),
  );
  if (least << 4 < most << 4) adjust<T>(at + rowBytes + size, clamp<T>(<T>(pp + mm - mp - pm), <T>(least << 4), <T>(most << 4)), 6, change);
}

/** Moves a difference towards `wanted` / 2^shift, by `change` at most; halves are cut towards 0. */
function adjust<T>(at: usize, wanted: T, shift: T, change: T): void {
  const value = load<T>(at);
  const far = <T>(wanted - (value << shift));
  const step = far >= 0 ? far >> shift : (<T>(far + (((<T>1) << shift) - 1))) >> shift;
  store<T>(at, <T>(value + clamp<T>(step, <T>-change, change)));
}

function clamp<T>(value: T, least: T, most: T): T {
  return max<T>(min<T>(value, most), least);
}
