import type { Dataset } from '#catalog';
import { LimitError } from '#faults';
import type { CubeOperation } from '#ivoa';
import type { ComputedPlan, Work } from '#products';
import { workingRate, type Distance, type WorkingPath } from './working-rate.js';

export interface Estimate {
  /** that go through the kernels, all passes together */
  readonly bytes: number;
  readonly bytesPerSecond: number;
  readonly seconds: number;
}

/** Bytes that have to come over a network or out of a compressed file are slower than those of a local one. */
export function distanceOf({ file }: Dataset): Distance {
  return file.source.kind === 'file' && file.compression === undefined ? 'near' : 'far';
}

/** Of two threads, with what else the machine has to do; regions are found by one. */
const PER_SECOND: Readonly<Record<keyof Work, number>> = { convolution: 2.5e9, smoothing: 8e8, growth: 2.5e8, regions: 4e7 };

export function estimateOf(operation: CubeOperation, plan: ComputedPlan, dataset: Dataset): Estimate {
  const bytes = plan.readBytes;
  const bytesPerSecond = workingRate.bytesPerSecond(pathOf(operation, plan, dataset));
  return { bytes, bytesPerSecond, seconds: bytes / bytesPerSecond + workSeconds(plan) };
}

/** What was measured of a product that is made counts for others like it. */
export function measured(operation: CubeOperation, plan: ComputedPlan, dataset: Dataset, seconds: number): void {
  // What else was done than to go through the bytes says nothing of how fast those were.
  if (workSeconds(plan) === 0) workingRate.add(pathOf(operation, plan, dataset), plan.readBytes, seconds);
}

function workSeconds({ work = {} }: ComputedPlan): number {
  return Object.entries(work).reduce((sum, [kind, count]) => sum + (count ?? 0) / PER_SECOND[kind as keyof Work], 0);
}

const pathOf = (operation: CubeOperation, { manner }: ComputedPlan, dataset: Dataset): WorkingPath => ({
  operation,
  distance: distanceOf(dataset),
  manner,
});

/** @throws LimitError when it would keep its client waiting for too long */
export function assertQuick({ seconds }: Estimate, most: number, operation: CubeOperation): void {
  if (seconds <= most) return;
  const asked = `this product is estimated to take ${Math.ceil(seconds)} s`;
  throw new LimitError(`${asked}, and while a client waits one may take ${most} s (SODALITE_SYNC_SECONDS); ${otherWays(operation)}`);
}

/** How a client gets what it may not wait for. */
function otherWays(operation: CubeOperation): string {
  return `post the same parameters to /cube/${operation}/async, or ask for a smaller part of the data by BAND, VELO, CHANNEL or CIRCLE`;
}
