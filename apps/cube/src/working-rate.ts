import type { CubeOperation } from '#ivoa';
import type { Manner } from '#products';

/** Bytes of a cube a second before anything has been measured: local files, and those that come over a network or out of a compressed file. */
const ASSUMED = { near: 500e6, far: 30e6 };
/** What is smaller tells how long it takes to begin, not how fast it goes on. */
const LEAST_BYTES = 16 * 1024 * 1024;
/** Of the last measurement in the mean. */
const WEIGHT = 0.3;
/** No measurement makes more of the assumed time: else what would show that it is over would be refused. */
const MOST_TIMES = 20;
/** Until a measurement counts for half: what was refused meanwhile gets its chance again. */
const HALF_LIFE_MS = 10 * 60_000;

export type Distance = keyof typeof ASSUMED;

/** Which products are as fast as each other: what is slow by what is asked for is not to count for what is not. */
export interface WorkingPath {
  readonly operation: CubeOperation;
  readonly distance: Distance;
  /** the plain one when there is none */
  readonly manner?: Manner;
}

/** How fast this process works through cubes: the mean of what was measured, the last ones counting more and all of them less with time. */
export class WorkingRate {
  /** seconds for each byte, and when that was measured */
  private readonly times = new Map<string, { readonly secondsPerByte: number; readonly at: number }>();

  /** @param now of a clock, in milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  bytesPerSecond(path: WorkingPath): number {
    const assumed = assumedOf(path);
    const known = this.times.get(keyOf(path));
    if (!known) return 1 / assumed;
    const kept = 0.5 ** ((this.now() - known.at) / HALF_LIFE_MS);
    return 1 / (kept * known.secondsPerByte + (1 - kept) * assumed);
  }

  /** `bytes` went through the kernels, all passes together. */
  add(path: WorkingPath, bytes: number, seconds: number): void {
    if (bytes < LEAST_BYTES || !(seconds > 0)) return;
    const most = MOST_TIMES * assumedOf(path);
    // The mean of the times that a byte takes: one that was slow must not be forgotten for one that was fast.
    const secondsPerByte = (1 - WEIGHT) / this.bytesPerSecond(path) + WEIGHT * Math.min(most, seconds / bytes);
    this.times.set(keyOf(path), { secondsPerByte, at: this.now() });
  }
}

const assumedOf = ({ distance, manner }: WorkingPath): number => (manner?.slowness ?? 1) / ASSUMED[distance];

const keyOf = ({ operation, distance, manner }: WorkingPath): string => `${operation} ${distance} ${manner?.name ?? ''}`;

/** Of this process. */
export const workingRate = new WorkingRate();
