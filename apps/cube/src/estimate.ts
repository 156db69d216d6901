import type { Dataset } from '#catalog';
import { LimitError } from '#faults';
import type { CubeOperation } from '#ivoa';
import type { ComputedPlan } from '#products';
import { workingRate, type Distance } from './working-rate.js';

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

/** Of two threads that convolve, with what else the machine has to do. */
const MULTIPLICATIONS_PER_SECOND = 2.5e9;

export function estimateOf(operation: CubeOperation, plan: ComputedPlan, dataset: Dataset): Estimate {
  const bytes = plan.readBytes;
  const bytesPerSecond = workingRate.bytesPerSecond(operation, distanceOf(dataset));
  const before = (plan.multiplications ?? 0) / MULTIPLICATIONS_PER_SECOND;
  return { bytes, bytesPerSecond, seconds: bytes / bytesPerSecond + before };
}

/** @throws LimitError when it would keep its client waiting for too long */
export function assertQuick({ seconds }: Estimate, most: number): void {
  if (seconds <= most) return;
  const asked = `this product is estimated to take ${Math.ceil(seconds)} s`;
  throw new LimitError(`${asked}, and while a client waits one may take ${most} s (SODALITE_SYNC_SECONDS); ${otherWays()}`);
}

/** How a client gets what it may not wait for. */
function otherWays(): string {
  return 'ask for a smaller part of the data by BAND, VELO, CHANNEL or CIRCLE';
}
