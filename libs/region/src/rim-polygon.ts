import { arcDistance, greatArc } from './arc.js';
import { angleBetween, cross, dot, type Direction } from './direction.js';
import type { Rim } from './rim.js';

/**
 * The rim as a polygon: the corners, and further points where its edges would be off by more than `tolerance` radians, up to `most` vertices.
 * Counter-clockwise as seen from the origin (DALI); `within` is a direction less than 90° from all of it. Empty when the rim encloses nothing.
 */
export function rimPolygon(rim: Rim, within: Direction, tolerance: number, most: number): Direction[] {
  const corners = [0, 1, 2, 3].flatMap((t) => vertexAt(rim, t));
  let edges = corners.map((from, i) => edgeOf(rim, from, corners[(i + 1) % corners.length]));
  while (edges.length < most) {
    const worst = edges.reduce((a, b) => (b.off > a.off ? b : a), edges[0]);
    if (worst === undefined || !(worst.off > tolerance)) break;
    edges = edges.flatMap((edge) =>
      edge === worst ? [edgeOf(rim, edge.from, edge.farthest), edgeOf(rim, edge.farthest, edge.to)] : [edge],
    );
  }
  const vertices = withoutSpikes(edges.map(({ from }) => from.at));
  if (vertices.length < 3) return [];
  const turn = vertices.reduce((sum, vertex, i) => sum + dot(cross(vertex, vertices[(i + 1) % vertices.length]), within), 0);
  // Counter-clockwise from outside is clockwise from the origin.
  return turn > 0 ? vertices.reverse() : vertices;
}

interface Vertex {
  readonly t: number;
  readonly at: Direction;
}

interface Edge {
  readonly from: Vertex;
  readonly to: Vertex;
  /** Of the rim between its ends, the point farthest from the straight edge. */
  readonly farthest: Vertex;
  readonly off: number;
}

function vertexAt(rim: Rim, t: number): Vertex[] {
  const at = rim.at(t);
  return at === undefined ? [] : [{ t, at }];
}

function edgeOf(rim: Rim, from: Vertex, to: Vertex): Edge {
  const span = (to.t > from.t ? to.t : to.t + 4) - from.t;
  const straight = angleBetween(from.at, to.at) > SAME ? greatArc(from.at, to.at) : undefined;
  let edge: Edge = { from, to, farthest: from, off: 0 };
  for (const part of [0.5, 0.25, 0.75]) {
    for (const farthest of vertexAt(rim, (from.t + span * part) % 4)) {
      const off = straight === undefined ? angleBetween(from.at, farthest.at) : arcDistance(straight, farthest.at);
      if (off > edge.off) edge = { from, to, farthest, off };
    }
  }
  return edge;
}

const SAME = 1e-10;

/** A pole on the border gives the same point many times, a closed ring goes one way and back along its seam. */
function withoutSpikes(vertices: Direction[]): Direction[] {
  for (;;) {
    const { length } = vertices;
    const kept = vertices.filter((vertex, i) => angleBetween(vertex, vertices[(i + 1) % length]) > SAME);
    const tip = kept.findIndex((_, i) => angleBetween(kept[(i + kept.length - 1) % kept.length], kept[(i + 1) % kept.length]) <= SAME);
    if (tip < 0 || kept.length < 3) return kept;
    vertices = kept.filter((_, i) => i !== tip);
  }
}
