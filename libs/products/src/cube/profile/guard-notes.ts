import { isEdgeOn, type RingsRequest } from './rings.js';

/** What is to be said of rings that are seen from their edge (kernels §13.2). */
export function guardNotes({ inclinationDeg }: Pick<RingsRequest, 'inclinationDeg'>): string[] {
  return inclinationDeg.some(isEdgeOn)
    ? ['rings that are seen from their edge (cos i up to 0.0001) are taken as inclined by 89 degrees']
    : [];
}
