/** Which valid samples are kept (kernels §6.1, steps 4 and 5); every condition that is given must hold. */
export interface Keep {
  /** lo ≤ I ≤ hi */
  readonly include?: readonly [number, number];
  /** I ≤ lo or I ≥ hi */
  readonly exclude?: readonly [number, number];
  /** I (or |I|, `absolute`) ≥ channel[k] × pixel[i]; a factor that is not given is 1 */
  readonly atLeast?: { readonly channel?: Float64Array; readonly pixel?: Float64Array; readonly absolute?: boolean };
  /** samples that are exactly zero are dropped (ZEROBLANK) */
  readonly dropZeros?: boolean;
}

/** The part of a spec that says which samples of a block are looked at. */
export interface Selection {
  readonly keep?: Keep;
  /**
   * `add` gets one bit per pixel of each plane: pixel i is bit i & 7 (1 = lowest) of byte i >> 3, set where the sample is kept; each plane begins
   * at a byte of its own, (count + 7) >> 3 bytes a plane.
   */
  readonly mask?: boolean;
}

/** Bytes of the mask of one plane. */
export function maskBytes(count: number): number {
  return (count + 7) >> 3;
}
