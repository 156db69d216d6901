const COUNT = 10_000;

/** The random numbers of Standard Appendix I (Park and Miller), as 32-bit floats, for so CFITSIO keeps them. */
const NUMBERS = randomNumbers();

/** Where in `NUMBERS` the n-th run of a tile begins: CFITSIO multiplies in 32 bits. */
const STARTS = Int32Array.from(NUMBERS, (value) => Math.fround(value * 500));

/** Counts the random numbers off for the pixels of one tile, in runs: number `at` of `numbers` is for the next pixel. */
export class Dither {
  readonly numbers = NUMBERS;
  #start: number;
  at: number;

  /** @param seed 0-based number of the tile + ZDITHER0 - 1 */
  constructor(seed: number) {
    this.#start = ((seed % COUNT) + COUNT) % COUNT;
    this.at = STARTS[this.#start];
  }

  /** How many pixels until the list must begin anew. */
  get left(): number {
    return COUNT - this.at;
  }

  skip(pixels: number): void {
    this.at += pixels;
    if (this.at < COUNT) return;
    this.#start = (this.#start + 1) % COUNT;
    this.at = STARTS[this.#start];
  }
}

function randomNumbers(): Float32Array {
  const numbers = new Float32Array(COUNT);
  let seed = 1;
  for (let i = 0; i < COUNT; i++) {
    seed = (16807 * seed) % 2147483647; // below 2^53: exact
    numbers[i] = seed / 2147483647;
  }
  return numbers;
}
