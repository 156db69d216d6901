import { UsageError } from '#faults';
import type { Counts } from '../histogram.js';
import { lowerEdge } from './classes.js';

/** Counts as a cumulative function, linear within a class. */
export class Distribution {
  readonly total: number;
  private readonly edges: Float64Array;
  private readonly below: Float64Array;

  constructor(readonly counts: Counts) {
    const length = counts.counts.length;
    this.edges = Float64Array.from({ length: length + 1 }, (_, j) => lowerEdge(counts, counts.first + j));
    this.below = new Float64Array(length + 1);
    for (let j = 0; j < length; j++) this.below[j + 1] = this.below[j] + counts.counts[j];
    this.total = this.below[length];
  }

  /** How many values are below x. */
  countBelow(x: number): number {
    const j = this.classAt(this.edges, x);
    if (j < 0) return 0;
    if (j >= this.edges.length - 1) return this.total;
    return this.below[j] + this.counts.counts[j] * ((x - this.edges[j]) / (this.edges[j + 1] - this.edges[j]));
  }

  /** The value that so many are below. */
  valueAt(count: number): number {
    if (this.total === 0) return NaN;
    const j = Math.min(Math.max(0, this.classAt(this.below, count)), this.counts.counts.length - 1);
    const part = this.counts.counts[j] === 0 ? 0 : (count - this.below[j]) / this.counts.counts[j];
    return this.edges[j] + part * (this.edges[j + 1] - this.edges[j]);
  }

  /** Width of the class at a value: how far off a value at a rank can be. */
  resolutionAt(x: number): number {
    const j = Math.min(Math.max(0, this.classAt(this.edges, x)), this.counts.counts.length - 1);
    return this.edges[j + 1] - this.edges[j];
  }

  /** Number, Σx and Σx² of the values in low … high, each class at its middle. */
  momentsWithin(low: number, high: number): { n: number; sum: number; squares: number } {
    const { edges } = this;
    let [n, sum, squares] = [0, 0, 0];
    for (let j = 0; j < this.counts.counts.length; j++) {
      const [from, to] = [Math.max(low, edges[j]), Math.min(high, edges[j + 1])];
      if (!(to > from)) continue;
      const part = this.counts.counts[j] * ((to - from) / (edges[j + 1] - edges[j]));
      const middle = (from + to) / 2;
      n += part;
      sum += part * middle;
      squares += part * middle * middle;
    }
    return { n, sum, squares };
  }

  /** Last place whose number is at most x, −1 before the first. */
  private classAt(sorted: Float64Array, x: number): number {
    let [low, high] = [-1, sorted.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (sorted[middle] <= x) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** Counts of several takes, or of several workers, as one. @throws UsageError when their classes differ */
export function mergedCounts(parts: readonly Counts[]): Counts {
  const [{ centre, scale }] = parts;
  if (parts.some((part) => part.centre !== centre || part.scale !== scale))
    throw new UsageError('histograms of different centres or scales cannot be added up');
  const filled = parts.filter((part) => part.counts.length > 0);
  const first = filled.reduce((least, part) => Math.min(least, part.first), filled[0]?.first ?? 0);
  const end = filled.reduce((most, part) => Math.max(most, part.first + part.counts.length), first);
  const counts = new Float64Array(end - first);
  for (const part of filled) part.counts.forEach((count, j) => (counts[part.first - first + j] += count));
  const sum = (key: 'valid' | 'invalid' | 'zeros') => parts.reduce((total, part) => total + part[key], 0);
  return { centre, scale, first, counts, valid: sum('valid'), invalid: sum('invalid'), zeros: sum('zeros') };
}
