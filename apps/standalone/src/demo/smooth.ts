/**
 * Convolves a plane of `width` × `height` pixels with a round Gaussian of unit sum, in place; `fwhmPixels` is its full width at half
 * maximum. Beyond the edge there is nothing.
 */
export function smooth(plane: Float64Array, width: number, height: number, fwhmPixels: number): void {
  const sigma = fwhmPixels / Math.sqrt(8 * Math.LN2);
  const reach = Math.ceil(4 * sigma);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2));
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  for (let i = 0; i < kernel.length; i++) kernel[i] /= sum;
  const line = new Float64Array(Math.max(width, height));
  for (let y = 0; y < height; y++) alongLine(plane, y * width, 1, width, kernel, reach, line);
  for (let x = 0; x < width; x++) alongLine(plane, x, width, height, kernel, reach, line);
}

function alongLine(
  plane: Float64Array,
  start: number,
  step: number,
  count: number,
  kernel: Float64Array,
  reach: number,
  line: Float64Array,
): void {
  for (let i = 0; i < count; i++) line[i] = plane[start + i * step];
  for (let i = 0; i < count; i++) {
    let value = 0;
    const [from, to] = [i < reach ? -i : -reach, i + reach < count ? reach : count - 1 - i];
    for (let k = from; k <= to; k++) value += line[i + k] * kernel[k + reach];
    plane[start + i * step] = value;
  }
}
