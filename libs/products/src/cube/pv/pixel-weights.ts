import { LimitError } from '#faults';

/** All that is not in the image, as one pixel that never has a value: its weight counts among those that are missing. */
export const OUTSIDE = -1;

/** The part of a plane that may be used; pixels 0-based in the plane of the image. */
export interface Frame {
  readonly x0: number;
  readonly y0: number;
  readonly width: number;
  readonly height: number;
}

/** Weights of the pixels of one sample, added up by pixel. */
export class PixelWeights {
  private weights = new Map<number, number>();

  constructor(
    readonly frame: Frame,
    private readonly most: number,
  ) {}

  /** A pixel of the image, wherever it is. */
  add(x: number, y: number, weight: number): void {
    if (weight === 0) return;
    const { x0, y0, width, height } = this.frame;
    const [column, row] = [x - x0, y - y0];
    const isInside = column >= 0 && row >= 0 && column < width && row < height;
    this.put(isInside ? row * width + column : OUTSIDE, weight);
  }

  addOutside(weight: number): void {
    this.put(OUTSIDE, weight);
  }

  /** Pixels as row × width + column of the frame, rising, OUTSIDE first; empties it. */
  take(): { readonly pixels: Float64Array; readonly weights: Map<number, number> } {
    const { weights } = this;
    this.weights = new Map();
    return { pixels: Float64Array.from(weights.keys()).sort(), weights };
  }

  private put(pixel: number, weight: number): void {
    const { weights, most } = this;
    weights.set(pixel, (weights.get(pixel) ?? 0) + weight);
    if (weights.size > most) throw new LimitError(`WIDTH × SPACING: one sample is made of more than ${most} pixels; use a smaller one`);
  }
}
