import { eigenvalues, type EllipseMatrix } from './ellipse-matrix.js';
import { separated, type PlainKernel, type SeparableKernel } from './separable-kernel.js';

/** Beyond so many σ there is 4·10⁻⁶ of the peak. */
const REACH = 5;

/** σ in pixels from which on a Gaussian may be taken at the centres of pixels: its width is then right to 4·10⁻⁴. */
const SAMPLED = 0.8;

/** Pixels that a kernel reaches from its middle along x and y. */
export function reachOf({ xx, yy }: EllipseMatrix): readonly [x: number, y: number] {
  const spread = (variance: number): number => (variance <= 0 ? 0 : Math.ceil(REACH * Math.sqrt(variance)) + 2);
  return [spread(xx), spread(yy)];
}

/**
 * A Gaussian of unit sum with a covariance in square pixels. A narrow one, or one that is a mere line, would lose its width when taken at the centres of pixels:
 * it is spread over the pixels beside by cubic weights, which keep the covariance to the last digit.
 */
export function gaussianKernel(covariance: EllipseMatrix): SeparableKernel {
  const [most, least] = eigenvalues(covariance);
  const [halfX, halfY] = reachOf(covariance);
  const kernel = { width: 2 * halfX + 1, height: 2 * halfY + 1, values: new Float64Array((2 * halfX + 1) * (2 * halfY + 1)) };
  if (least >= SAMPLED * SAMPLED) sample(kernel, covariance);
  else spread(kernel, covariance, Math.sqrt(Math.max(0, most)), Math.sqrt(Math.max(0, least)));
  const sum = kernel.values.reduce((total, value) => total + value, 0);
  return separated({ ...kernel, values: kernel.values.map((value) => value / sum) });
}

function sample({ width, height, values }: PlainKernel, { xx, xy, yy }: EllipseMatrix): void {
  const determinant = xx * yy - xy * xy;
  const [halfX, halfY] = [width >> 1, height >> 1];
  for (let y = -halfY; y <= halfY; y++)
    for (let x = -halfX; x <= halfX; x++)
      values[(y + halfY) * width + x + halfX] = Math.exp(-(yy * x * x - 2 * xy * x * y + xx * y * y) / (2 * determinant));
}

/** Points of the Gaussian that are spread: so close that their number does not show. */
const STEP = 0.125;

function spread(kernel: PlainKernel, { xx, xy, yy }: EllipseMatrix, major: number, minor: number): void {
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [along, across] = [pointsOf(major), pointsOf(minor)];
  for (const [u, weightU] of along)
    for (const [v, weightV] of across) splat(kernel, u * cos - v * sin, u * sin + v * cos, weightU * weightV);
}

function pointsOf(sigma: number): (readonly [at: number, weight: number])[] {
  if (sigma === 0) return [[0, 1]];
  const step = Math.min(STEP, sigma / 4);
  const count = Math.ceil((REACH * sigma) / step);
  return Array.from({ length: 2 * count + 1 }, (_, i) => {
    const at = (i - count) * step;
    return [at, Math.exp((-at * at) / (2 * sigma * sigma))] as const;
  });
}

function splat({ width, height, values }: PlainKernel, x: number, y: number, weight: number): void {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  for (let j = -1; j <= 2; j++) {
    const share = weight * cubic(y - row - j);
    const at = (row + j + (height >> 1)) * width + column + (width >> 1);
    for (let i = -1; i <= 2; i++) if (share !== 0) values[at + i] += share * cubic(x - column - i);
  }
}

/** Keys' cubic convolution: of polynomials up to the second degree it says nothing new. */
function cubic(distance: number): number {
  const t = Math.abs(distance);
  if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
  return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
}
