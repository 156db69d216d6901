import type { ColumnsSpec } from '../columns.js';
import { toVariances } from '../noise/noise-planes.js';
import { bytesPerPixel } from '../pixel-type.js';
import { decode } from '../reference/decode.js';

/** σ of a sample: of channel × pixel, or from the planes that `input` has; NaN without noise. */
export function sigmaOf({ noise }: ColumnsSpec, input: (channel: number) => Uint8Array): (pixel: number) => (channel: number) => number {
  if (!noise) return () => () => NaN;
  if ('channel' in noise) return (pixel) => (k) => noise.channel[k] * (noise.pixel?.[pixel] ?? 1);
  const width = bytesPerPixel(noise.planes);
  const one = new Float64Array(1);
  return (pixel) => (k) => {
    decode(input(k).subarray(pixel * width, (pixel + 1) * width), noise.planes, one);
    toVariances(one, noise.power);
    return Math.sqrt(one[0]);
  };
}
