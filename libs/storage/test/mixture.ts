/** Numbers below a bound, the same ones each time (Park and Miller). */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48271) % 2147483647) % below;
}

/** Bytes of several kinds, one after the other: text, runs, repeats from far, samples with noise, pure noise. */
export function mixture(length: number, seed = 1): Buffer {
  const random = randomNumbers(seed);
  const bytes = Buffer.alloc(length);
  for (let at = 0, kind = 0; at < length; kind = (kind + 1) % 5) {
    const end = Math.min(length, at + 500 + random(9000));
    const back = 1 + random(Math.min(at + 1, 40_000));
    for (let i = at; i < end; i++)
      bytes[i] = [
        () => 32 + random(20),
        () => 7,
        () => (i >= back ? bytes[i - back] : 0),
        () => 100 + (i % 7) + random(3),
        () => random(256),
      ][kind]();
    at = end;
  }
  return bytes;
}
