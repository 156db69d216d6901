/**
 * The pixels of a row whose centre lies in the polygons (an odd number of edges to the left of it), as spans from left to right.
 * @param crossings where the outline crosses the line through the centres of the row
 */
export function centreSpans(crossings: number[], x0: number, x1: number, span: (from: number, to: number, area: number) => void): void {
  crossings.sort((a, b) => a - b);
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const from = Math.max(x0, Math.ceil(crossings[i]));
    const to = Math.min(x1, Math.ceil(crossings[i + 1]) - 1) + 1;
    if (from < to) span(from, to, 1);
  }
}

/** For each row of the box the places where edges cross the line through its centres. */
export function rowCrossings(polygons: readonly Float64Array[], y0: number, y1: number): number[][] {
  const rows: number[][] = Array.from({ length: y1 - y0 + 1 }, () => []);
  for (const points of polygons) {
    const count = points.length / 2;
    for (let i = 0; i < count; i++) {
      const j = i + 1 < count ? i + 1 : 0;
      const [ax, ay, bx, by] = [points[2 * i], points[2 * i + 1], points[2 * j], points[2 * j + 1]];
      // Half open, so that a corner on the line counts once.
      const [low, high] = ay < by ? [ay, by] : [by, ay];
      for (let y = Math.max(y0, Math.ceil(low)); y < high && y <= y1; y++) rows[y - y0].push(ax + ((y - ay) / (by - ay)) * (bx - ax));
    }
  }
  return rows;
}
