import type { Gpu } from './gpu.js';

/** Bytes read and written per second by copies of so many bytes from buffer to buffer: the best of some rounds of several copies. */
export async function copyRate(gpu: Gpu, bytes: number): Promise<number> {
  const size = Math.floor(Math.min(bytes, gpu.largest) / 4) * 4;
  const [source, target] = [gpu.buffer([size / 4]), gpu.buffer([size / 4])];
  let best = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const begin = performance.now();
    for (let i = 0; i < COPIES; i++) gpu.copy(source, target, size);
    await gpu.done();
    const rate = (2 * size * COPIES) / ((performance.now() - begin) / 1000);
    // the first round touches the memory
    if (round > 0) best = Math.max(best, rate);
  }
  source.delete();
  target.delete();
  return best;
}

const ROUNDS = 7;
const COPIES = 4;
