/** Channels without a line at either end, from which the continuum was found, and what the correlator did to them (kernels §8, end). */
export interface Baseline {
  readonly channels: readonly [left: number, right: number];
  /** hanning2: every second channel kept */
  readonly taper: 'uniform' | 'hanning' | 'hanning2';
}

/** b, c and the factor of a under σ_bc. */
const TAPERS = {
  uniform: { b: 0, c: 1, own: 1 },
  hanning: { b: 3 / 4, c: 4 / Math.sqrt(6), own: 4 / 3 },
  hanning2: { b: 3 / 4, c: 4 / (Math.SQRT2 * Math.sqrt(6)), own: 4 / 3 },
} as const;

/** What σΔ√n of n channels is multiplied by: c·√((n − b + an²)/n)/√(1 + own·a). */
export function baselineFactor({ channels, taper }: Baseline, n: number): number {
  const { b, c, own } = TAPERS[taper];
  const a = channels.reduce((sum, each) => sum + (each - b) / each ** 2, 0) / 4;
  return c * Math.sqrt((n - b + a * n * n) / (n * (1 + own * a)));
}
