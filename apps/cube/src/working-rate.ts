import type { CubeOperation } from '#ivoa';

/** Bytes of a cube a second before anything has been measured: local files, and those that come over a network or out of a compressed file. */
const ASSUMED = { near: 500e6, far: 30e6 };
/** What is smaller tells how long it takes to begin, not how fast it goes on. */
const LEAST_BYTES = 16 * 1024 * 1024;
/** Of the last measurement in the mean. */
const WEIGHT = 0.3;

export type Distance = keyof typeof ASSUMED;

/** How fast this process works through cubes, by operation and by where they are: the mean of what was measured, the last ones counting more. */
export class WorkingRate {
  private readonly rates = new Map<string, number>();

  bytesPerSecond(operation: CubeOperation, distance: Distance): number {
    return this.rates.get(`${operation} ${distance}`) ?? ASSUMED[distance];
  }

  /** `bytes` went through the kernels, all passes together. */
  add(operation: CubeOperation, distance: Distance, bytes: number, seconds: number): void {
    if (bytes < LEAST_BYTES || !(seconds > 0)) return;
    const before = this.bytesPerSecond(operation, distance);
    // The mean of the times that a byte takes: one that was slow must not be forgotten for one that was fast.
    this.rates.set(`${operation} ${distance}`, 1 / ((1 - WEIGHT) / before + (WEIGHT * seconds) / bytes));
  }
}

/** Of this process. */
export const workingRate = new WorkingRate();
