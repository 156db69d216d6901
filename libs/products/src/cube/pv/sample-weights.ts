import { setImmediate } from 'node:timers/promises';
import type { CelestialAxes } from '#wcs';
import { FOOTPRINTS } from './footprints.js';
import { PixelWeights, type Frame } from './pixel-weights.js';
import { placesAcross } from './places.js';
import type { Interpolation } from './pv-request.js';
import type { Sampling } from './sampling.js';

/** The pixels of samples that follow each other, with their weights: list s is from offsets[s] to offsets[s + 1]. */
export interface SampleWeights {
  /** of the slice's samples */
  readonly first: number;
  readonly samples: number;
  /** of each list of each sample */
  readonly offsets: Uint32Array;
  /** row × width + column of the frame, OUTSIDE first, rising in each list */
  readonly pixels: Float64Array;
  readonly weights: Float64Array;
}

export interface WeightOptions {
  readonly interpolation: Interpolation;
  /** a list for each place across instead of one for all of them */
  readonly apart: boolean;
  readonly samplePixels: number;
  /** so many samples end a piece */
  readonly pieceSamples: number;
}

/** So many entries end a piece: their pixels, a few planes of them, are held by each thread. */
const MOST_ENTRIES = 262_144;
/** Places that are looked up at once, between which others go on. */
const MOST_PLACES = 8192;

/**
 * Pieces of a slice, in order; memory is bounded whatever its length.
 * @throws LimitError when one sample is made of too many pixels; the reason of the signal
 */
export async function* sampleWeights(
  sampling: Sampling,
  sky: CelestialAxes,
  frame: Frame,
  { interpolation, apart, samplePixels, pieceSamples }: WeightOptions,
  signal?: AbortSignal,
): AsyncGenerator<SampleWeights> {
  const { samples, across } = sampling;
  const corners = interpolation === 'area';
  const each = corners ? 10 : 2;
  const footprint = FOOTPRINTS[interpolation];
  const collected = new PixelWeights(frame, samplePixels);
  const atOnce = Math.max(1, Math.floor(MOST_PLACES / across));
  let piece = new Piece(0);
  for (let from = 0; from < samples; from += atOnce) {
    await setImmediate();
    signal?.throwIfAborted();
    const count = Math.min(atOnce, samples - from);
    const pairs = placesAcross(sampling, sky, from, count, corners);
    for (let s = 0; s < count; s++) {
      for (let m = 0; m < across; m++) {
        footprint(collected, pairs, (s * across + m) * each);
        if (apart) piece.add(collected);
      }
      if (!apart) piece.add(collected);
      if ((piece.entries < MOST_ENTRIES && from + s + 1 - piece.first < pieceSamples) || from + s + 1 === samples) continue;
      yield piece.done(from + s + 1);
      piece = new Piece(from + s + 1);
    }
  }
  yield piece.done(samples);
}

class Piece {
  private readonly offsets: number[] = [0];
  private readonly pixels: number[] = [];
  private readonly weights: number[] = [];

  constructor(readonly first: number) {}

  get entries(): number {
    return this.pixels.length;
  }

  add(collected: PixelWeights): void {
    const { pixels, weights } = collected.take();
    for (const pixel of pixels) {
      this.pixels.push(pixel);
      this.weights.push(weights.get(pixel)!);
    }
    this.offsets.push(this.pixels.length);
  }

  done(end: number): SampleWeights {
    const { first, offsets, pixels, weights } = this;
    return {
      first,
      samples: end - first,
      offsets: Uint32Array.from(offsets),
      pixels: Float64Array.from(pixels),
      weights: Float64Array.from(weights),
    };
  }
}
