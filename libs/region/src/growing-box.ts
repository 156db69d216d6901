import type { PixelBox } from './sky-map.js';

/** Pixels by which a pixel must be entered to count: what rounding and the inversion of a distortion leave uncertain. */
export const SLACK_PIXELS = 1e-6;

/** The pixels found so far, within an image; pixel k covers [k − 0.5, k + 0.5]. */
export class GrowingBox {
  private x0 = Infinity;
  private y0 = Infinity;
  private x1 = -Infinity;
  private y1 = -Infinity;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {}

  /** A point of the shape. On the border of two pixels it belongs to neither, so that x0 may be x1 + 1 until another point comes. */
  addPoint(x: number, y: number): void {
    this.x0 = Math.min(this.x0, entered(x));
    this.y0 = Math.min(this.y0, entered(y));
    this.x1 = Math.max(this.x1, left(x));
    this.y1 = Math.max(this.y1, left(y));
  }

  addPixels(x0: number, y0: number, x1: number, y1: number): void {
    this.x0 = Math.min(this.x0, x0);
    this.y0 = Math.min(this.y0, y0);
    this.x1 = Math.max(this.x1, x1);
    this.y1 = Math.max(this.y1, y1);
  }

  coversPixels(x0: number, y0: number, x1: number, y1: number): boolean {
    return x0 >= this.x0 && y0 >= this.y0 && x1 <= this.x1 && y1 <= this.y1;
  }

  /** Whether points between these limits (clipped to the image) cannot make it grow. */
  coversPoints(xLow: number, yLow: number, xHigh: number, yHigh: number): boolean {
    return (
      entered(Math.max(xLow, -0.5)) >= this.x0 &&
      entered(Math.max(yLow, -0.5)) >= this.y0 &&
      left(Math.min(xHigh, this.width - 0.5)) <= this.x1 &&
      left(Math.min(yHigh, this.height - 0.5)) <= this.y1
    );
  }

  /** Whether a point lies within the image. One on its very border does not count: nothing is known yet of which side of it the shape lies on. */
  holdsPoint(x: number, y: number): boolean {
    return this.reaches(x, y, x, y);
  }

  /** Whether what lies between these limits may reach into the image. */
  reaches(xLow: number, yLow: number, xHigh: number, yHigh: number): boolean {
    return (
      xHigh > SLACK_PIXELS - 0.5 &&
      yHigh > SLACK_PIXELS - 0.5 &&
      xLow < this.width - 0.5 - SLACK_PIXELS &&
      yLow < this.height - 0.5 - SLACK_PIXELS
    );
  }

  /** undefined when nothing was found, or when it only touches the image from outside. */
  result(): PixelBox | undefined {
    const x0 = Math.max(this.x0, 0);
    const y0 = Math.max(this.y0, 0);
    if (x0 >= this.width || y0 >= this.height || this.x1 < 0 || this.y1 < 0) return undefined;
    // What lies wholly on a border between two pixels gets the upper one.
    return { x0, y0, x1: Math.min(Math.max(this.x1, x0), this.width - 1), y1: Math.min(Math.max(this.y1, y0), this.height - 1) };
  }
}

/** The pixel that a shape reaching down to p still enters, and the one that a shape reaching up to p does. */
const entered = (p: number) => Math.floor(p + 0.5 + SLACK_PIXELS);
const left = (p: number) => Math.ceil(p - 0.5 - SLACK_PIXELS);
