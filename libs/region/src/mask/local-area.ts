import { arcDistance, TOUCH, type Arc } from '../arc.js';
import { blend, cross, dot, type Direction } from '../direction.js';
import type { SkyArea } from '../sky-area.js';

/** Of so few arcs the whole outline is asked at once; that is what a circle, a range and a box of four sides have. */
const FEW_ARCS = 4;
/** Beyond this (radians) the way between two points is long, and the whole outline decides. */
const LONGEST_WAY = 0.5;

/**
 * What lies inside an area, seen from one place: there the answer is known, and a point nearby is inside too unless the way to it crosses the
 * outline, of which only the arcs nearby matter. So a polygon of thousands of vertices costs a pixel no more than a triangle does.
 */
export class LocalArea {
  private constructor(
    private readonly area: SkyArea,
    readonly arcs: readonly Arc[],
    private readonly from: Direction,
    private readonly inside: boolean,
    private readonly reach: number,
  ) {}

  static whole(area: SkyArea): LocalArea {
    const from: Direction = [1, 0, 0];
    return new LocalArea(area, area.arcs, from, area.contains(from), 0);
  }

  /** The same within `reach` radians of `from`: without the arcs that do not come so near. */
  near(from: Direction, reach: number): LocalArea {
    return new LocalArea(
      this.area,
      this.arcs.filter((arc) => arcDistance(arc, from) <= reach),
      from,
      this.contains(from),
      Math.min(reach, LONGEST_WAY),
    );
  }

  contains(point: Direction): boolean {
    const { area, arcs, from } = this;
    const chord = Math.hypot(point[0] - from[0], point[1] - from[1], point[2] - from[2]);
    if (area.arcs.length <= FEW_ARCS || chord > this.reach) return area.contains(point);
    const path = cross(from, point);
    let inside = this.inside;
    for (const arc of arcs) {
      if (Math.abs(dot(arc.axis, point)) <= TOUCH && arcDistance(arc, point) <= TOUCH) return true;
      if (crosses(arc, from, point, path)) inside = !inside;
    }
    return inside;
  }
}

/** Whether a side of a polygon crosses the way from p to q; an end that lies on the way counts as above it, so that of two sides that meet there both or one do. */
function crosses({ start, end }: Arc, p: Direction, q: Direction, path: Direction): boolean {
  const a = dot(start, path);
  const b = dot(end, path);
  if (a >= 0 === b >= 0) return false;
  const meet = blend(start, Math.abs(b), end, Math.abs(a));
  return dot(cross(p, meet), path) >= 0 && dot(cross(meet, q), path) >= 0;
}
