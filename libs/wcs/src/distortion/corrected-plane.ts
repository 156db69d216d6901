import type { Correction, PlaneMap } from './plane-map.js';

/**
 * Corrections in stages: those of one stage are all taken at the same point and added to it, those of the next at the point that results.
 * The inverse is Newton's method with exact derivatives; within a cell of a look-up table it is the solution, between cells it walks.
 */
export class CorrectedPlane implements PlaneMap {
  /** of the last point that `solve` went through: its image and the derivatives of that */
  private readonly point = new Float64Array(6);

  /** @param tolerance step below which the search ends, in the units of the plane, besides 1e-13 of the coordinates */
  constructor(
    private readonly stages: readonly (readonly Correction[])[],
    private readonly tolerance: number,
  ) {}

  forward(pairs: Float64Array, count: number): void {
    for (const stage of this.stages)
      for (let i = 0; i < 2 * count; i += 2) {
        const x = pairs[i];
        const y = pairs[i + 1];
        for (let c = 0; c < stage.length; c++) pairs[i + stage[c].target] += stage[c].at(x, y);
      }
  }

  inverse(pairs: Float64Array, count: number): void {
    const { point, tolerance } = this;
    for (let i = 0; i < 2 * count; i += 2) {
      const u = pairs[i];
      const v = pairs[i + 1];
      let x = u;
      let y = v;
      let found = false;
      for (let round = 0; round < MAX_ROUNDS && !found; round++) {
        this.solve(x, y);
        const du = point[0] - u;
        const dv = point[1] - v;
        const determinant = point[2] * point[5] - point[3] * point[4];
        // Where cells of a table meet, whole steps may go to and fro for ever; half ones do not.
        const part = round < MAX_ROUNDS / 2 ? 1 : 0.5;
        const dx = (part * (point[5] * du - point[3] * dv)) / determinant;
        const dy = (part * (point[2] * dv - point[4] * du)) / determinant;
        x -= dx;
        y -= dy;
        found = Math.abs(dx) + Math.abs(dy) <= tolerance + 1e-13 * (Math.abs(x) + Math.abs(y));
      }
      pairs[i] = found ? x : NaN;
      pairs[i + 1] = found ? y : NaN;
    }
  }

  /** The image of a point and ∂(image)/∂(x, y), row by row, through all stages. */
  private solve(x: number, y: number): void {
    const { point } = this;
    let xx = 1;
    let xy = 0;
    let yx = 0;
    let yy = 1;
    for (const stage of this.stages) {
      let toX = 0;
      let toY = 0;
      let a = 1;
      let b = 0;
      let c = 0;
      let d = 1;
      for (let k = 0; k < stage.length; k++) {
        const correction = stage[k];
        const value = correction.withSlopes(x, y);
        if (correction.target === 0) {
          toX += value;
          a += correction.dx;
          b += correction.dy;
        } else {
          toY += value;
          c += correction.dx;
          d += correction.dy;
        }
      }
      x += toX;
      y += toY;
      const oldXx = xx;
      const oldXy = xy;
      xx = a * oldXx + b * yx;
      xy = a * oldXy + b * yy;
      yx = c * oldXx + d * yx;
      yy = c * oldXy + d * yy;
    }
    point[0] = x;
    point[1] = y;
    point[2] = xx;
    point[3] = xy;
    point[4] = yx;
    point[5] = yy;
  }
}

/** Some seven are enough where a distortion is one; a field that needs more is folded over. */
const MAX_ROUNDS = 60;
