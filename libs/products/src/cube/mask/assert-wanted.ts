import { CancelledError } from '#faults';
import type { CubeRef } from '../cube-ref.js';

/** Ends work on bits alone, which reads no cube, as reading would. @throws CancelledError when nobody waits for it any more */
export function assertWanted({ stop, name }: CubeRef): void {
  if (Atomics.load(new Int32Array(stop), 0) !== 0) throw new CancelledError(`work on ${name} was cancelled`);
}
