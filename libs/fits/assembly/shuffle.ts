/**
 * Puts together elements of 2, 4 or 8 bytes whose first bytes stand before all second ones, and so on; `reversed` from the last byte of each to
 * the first. Writes exactly count × width bytes.
 */
export function unshuffle(input: usize, count: i32, width: i32, output: usize, reversed: i32): void {
  const planes = <usize>count;
  const first = reversed ? input + <usize>(width - 1) * planes : input;
  const step: isize = reversed ? -(<isize>planes) : <isize>planes;
  if (width === 2) pairs(first, step, count, output, 2, 0);
  else if (width === 4) quads(first, step, count, output);
  else octets(first, step, count, output);
}

/** Two planes into two neighbouring bytes of elements of `width`. */
function pairs(first: usize, step: isize, count: i32, output: usize, width: usize, at: usize): void {
  const second = first + step;
  let i: usize = 0;
  const n = <usize>count;
  if (width === 2) {
    for (; i + 16 <= n; i += 16) {
      const a = v128.load(first + i);
      const b = v128.load(second + i);
      v128.store(output + 2 * i, v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
      v128.store(output + 2 * i + 16, v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31));
    }
  }
  for (; i < n; i++) {
    store<u8>(output + i * width + at, load<u8>(first + i));
    store<u8>(output + i * width + at + 1, load<u8>(second + i));
  }
}

function quads(first: usize, step: isize, count: i32, output: usize): void {
  const n = <usize>count;
  const second = first + step;
  const third = second + step;
  const fourth = third + step;
  let i: usize = 0;
  for (; i + 16 <= n; i += 16) {
    const a = v128.load(first + i);
    const b = v128.load(second + i);
    const c = v128.load(third + i);
    const d = v128.load(fourth + i);
    const ab0 = v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const ab1 = v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const cd0 = v128.shuffle<u8>(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const cd1 = v128.shuffle<u8>(c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const to = output + 4 * i;
    v128.store(to, v128.shuffle<u16>(ab0, cd0, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(to + 16, v128.shuffle<u16>(ab0, cd0, 4, 12, 5, 13, 6, 14, 7, 15));
    v128.store(to + 32, v128.shuffle<u16>(ab1, cd1, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(to + 48, v128.shuffle<u16>(ab1, cd1, 4, 12, 5, 13, 6, 14, 7, 15));
  }
  const rest = count - <i32>i;
  pairs(first + i, step, rest, output + 4 * i, 4, 0);
  pairs(third + i, step, rest, output + 4 * i, 4, 2);
}

function octets(first: usize, step: isize, count: i32, output: usize): void {
  for (let pair = 0; pair < 8; pair += 2) pairs(first + <isize>pair * step, step, count, output, 8, <usize>pair);
}
