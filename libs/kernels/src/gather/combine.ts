import type { GatherSpec } from '../gather.js';

/** Of `across` samples that follow each other; the fewest valid ones are the same part as of the pixels of a sample. */
export function combined({ across = 1, combine = 'mean', minimum = 0.5 }: GatherSpec, samples: Float64Array): Float64Array {
  if (across === 1) return samples;
  const results = new Float64Array(samples.length / across);
  for (let i = 0; i < results.length; i++) {
    let [sum, valid, maximum] = [0, 0, -Infinity];
    for (let j = i * across; j < (i + 1) * across; j++) {
      if (samples[j] !== samples[j]) continue;
      sum += samples[j];
      valid += 1;
      maximum = Math.max(maximum, samples[j]);
    }
    const mean = sum / valid;
    const result = combine === 'max' ? maximum : combine === 'sum' ? mean * across : mean;
    results[i] = valid > 0 && valid >= minimum * across ? result : NaN;
  }
  return results;
}
