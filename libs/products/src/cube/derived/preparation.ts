import type { ComputedPlan } from '../computed-plan.js';
import type { Cube } from '../cube.js';

/** What is done to a cube before a product is made of it. */
export function preparation(cube: Cube): Pick<ComputedPlan, 'notes' | 'work'> {
  const convolution = costOf(cube);
  return { ...(cube.notes?.length ? { notes: cube.notes } : {}), ...(convolution > 0 ? { work: { convolution } } : {}) };
}

function costOf({ derived }: Cube): number {
  if (!derived) return 0;
  return derived.kind === 'convolved' ? derived.cost : costOf(derived.of);
}
