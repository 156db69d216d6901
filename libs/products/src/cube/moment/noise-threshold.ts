import {
  bytesPerPixel,
  decode,
  maskBytes,
  toVariances,
  type CollapseSpec,
  type ColumnsSpec,
  type NoisePlanes,
  type PixelType,
} from '#kernels';

/** NSIGMA where the noise of each sample is known: keeps those that are so many times theirs. */
export interface NoiseThreshold {
  readonly times: number;
  readonly absolute?: boolean;
}

/** Bits of the samples of a plane that are kept (see `Selection.mask`); a sample whose noise is not known is not. */
export class ThresholdBits {
  private readonly values: Float64Array;
  private readonly variances: Float64Array;
  readonly bytes: number;

  constructor(
    private readonly pixels: PixelType,
    private readonly noise: NoisePlanes,
    private readonly count: number,
    private readonly threshold: NoiseThreshold,
  ) {
    this.values = new Float64Array(count);
    this.variances = new Float64Array(count);
    this.bytes = maskBytes(count);
  }

  /** @param plane bytes of the samples, and @param noise of their noise */
  of(plane: Uint8Array, noise: Uint8Array, into: Uint8Array): void {
    const { values, variances, count } = this;
    const { times, absolute } = this.threshold;
    decode(plane.subarray(0, count * bytesPerPixel(this.pixels)), this.pixels, values);
    decode(noise.subarray(0, count * bytesPerPixel(this.noise.planes)), this.noise.planes, variances);
    toVariances(variances, this.noise.power);
    into.fill(0, 0, this.bytes);
    for (let i = 0; i < count; i++) {
      const value = absolute ? Math.abs(values[i]) : values[i];
      if (value >= times * Math.sqrt(variances[i])) into[i >> 3] |= 1 << (i & 7);
    }
  }
}

/** Of a piece of `count` pixels; undefined where nothing is chosen by the noise of samples. */
export function thresholdOf(
  { pixels }: { readonly pixels: PixelType },
  threshold: NoiseThreshold | undefined,
  noise: CollapseSpec['noise'] | ColumnsSpec['noise'],
  count: number,
): ThresholdBits | undefined {
  return threshold && noise && 'planes' in noise ? new ThresholdBits(pixels, noise, count, threshold) : undefined;
}
