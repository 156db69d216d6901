import { arcDistance, type Arc } from './arc.js';
import type { Direction } from './direction.js';

/** A shape made ready for questions: its outline as circular arcs (none for the whole sky), and what lies inside. */
export interface SkyArea {
  readonly arcs: readonly Arc[];
  /** The outline belongs to the area. */
  contains(point: Direction): boolean;
}

/** Radians from a point to the outline; Infinity when there is none. */
export function outlineDistance(area: SkyArea, point: Direction): number {
  let nearest = Infinity;
  for (const arc of area.arcs) nearest = Math.min(nearest, arcDistance(arc, point));
  return nearest;
}
