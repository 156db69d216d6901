import { UsageError } from '#faults';
import { arcDistance, greatArc, onOneGreatCircle, TOUCH } from './arc.js';
import { angleBetween, blend, cross, directionOf, dot, hemisphereOf, normalised, perpendicular, type Direction } from './direction.js';
import type { Polygon } from './shape.js';
import type { SkyArea } from './sky-area.js';

export function polygonArea(polygon: Polygon): SkyArea {
  const vertices = verticesOf(polygon);
  const arcs = vertices.map((vertex, i) => greatArc(vertex, vertices[(i + 1) % vertices.length]));
  const anchors = anchorsOf(vertices);
  return {
    arcs,
    contains(point) {
      // A path through an anchor's own antipode has no direction, so there is a second anchor.
      const anchor = anchors.find(({ at }) => Math.abs(dot(at, point)) < 0.999) ?? anchors[1];
      const odd = crossings(vertices, point, anchor.at) % 2 === 1;
      return odd !== anchor.inside || arcs.some((arc) => Math.abs(dot(arc.axis, point)) <= TOUCH && arcDistance(arc, point) <= TOUCH);
    },
  };
}

function verticesOf({ verticesDeg }: Polygon): Direction[] {
  if (verticesDeg.length < 6 || verticesDeg.length % 2 !== 0)
    throw new UsageError(
      `the polygon has ${verticesDeg.length} numbers; expected a longitude and a latitude for each of at least 3 vertices`,
    );
  const all = Array.from({ length: verticesDeg.length / 2 }, (_, i) => {
    const [lon, lat] = [verticesDeg[2 * i], verticesDeg[2 * i + 1]];
    if (!Number.isFinite(lon) || !(Math.abs(lat) <= 90))
      throw new UsageError(`vertex ${i + 1} of the polygon is ${lon} ${lat}; expected a longitude and a latitude within -90 to 90 degrees`);
    return directionOf(lon, lat);
  });
  // A repeated vertex, also a first one repeated as the last (DALI 1.2 only discourages it), makes no edge.
  const vertices = all.filter((vertex, i) => angleBetween(vertex, all[(i + 1) % all.length]) > TOUCH);
  if (vertices.length < 3) throw new UsageError(`the polygon has ${vertices.length} different vertices; expected at least 3`);
  vertices.forEach((vertex, i) => {
    if (Math.PI - angleBetween(vertex, vertices[(i + 1) % vertices.length]) < 1e-9)
      throw new UsageError(
        'two neighbouring vertices of the polygon are opposite points of the sky; expected edges shorter than 180 degrees',
      );
  });
  return vertices;
}

/** Two points of which it is known whether they are inside. */
function anchorsOf(vertices: readonly Direction[]): { at: Direction; inside: boolean }[] {
  const pole = hemisphereOf(vertices);
  if (pole) {
    if (onOneGreatCircle(vertices))
      throw new UsageError('the vertices of the polygon lie on one line; expected a polygon that has an area');
    // All edges stay in the hemisphere of their ends, so that whatever is below its rim is outside.
    const side = perpendicular(pole);
    return [side, cross(pole, side)].map((along) => ({ at: normalised(blend(along, 1, pole, -0.2)), inside: false }));
  }
  const [a, b] = vertices;
  const middle = normalised(blend(a, 1, b, 1));
  // Seen from the origin left is right: east is on the left hand when north is up.
  const left = normalised(cross(b, a));
  const near = normalised(blend(middle, 1, left, 1e-7));
  return [perpendicular(near), cross(near, perpendicular(near))].map((along) => {
    const at = normalised(blend(along, 1, near, 0.1));
    return { at, inside: crossings(vertices, near, at) % 2 === 0 };
  });
}

/** How many edges the shorter great circle from p to q crosses. */
function crossings(vertices: readonly Direction[], p: Direction, q: Direction): number {
  const path = cross(p, q);
  let count = 0;
  let b = vertices[0];
  let sideB = dot(b, path);
  for (let i = vertices.length - 1; i >= 0; i--) {
    const a = vertices[i];
    const sideA = dot(a, path);
    // A vertex on the path counts as above it, so that of its two edges both or one are crossed, as it should be.
    if (sideA >= 0 !== sideB >= 0) {
      const meet = blend(a, Math.abs(sideB), b, Math.abs(sideA));
      if (dot(cross(p, meet), path) >= 0 && dot(cross(meet, q), path) >= 0) count++;
    }
    b = a;
    sideB = sideA;
  }
  return count;
}
