/** One line of the table: a figure, what it should be, and what it rests on. */
export interface Row {
  readonly name: string;
  readonly goal: string;
  /** undefined: the peer is not there, so the row did not run */
  readonly value?: number;
  readonly unit: string;
  /** undefined: reported only */
  readonly met?: boolean;
  readonly n: number;
  readonly range?: readonly [number, number];
  readonly detail: string;
}

/** What every row is given. */
export interface Bench {
  readonly rounds: number;
  readonly ours: Side;
  readonly dachs?: Side;
  readonly cube: string;
  readonly pid: number;
  /** resident memory of the server before anybody asked for anything */
  readonly idleBytes: number;
}

/** One service over the cube: the same requests under its own addresses. */
export interface Side {
  readonly name: string;
  readonly links: string;
  readonly small: string;
  readonly medium: string;
  readonly half: string;
  readonly whole: string;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** A row about `ours / theirs` of rounds that alternated: the ratio of the medians, and the range of the ratios per round. */
export function ratioRow(row: {
  readonly name: string;
  readonly goal: string;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  readonly met?: (ratio: number) => boolean;
  readonly n: number;
  readonly detail: string;
}): Row {
  const { name, goal, ours, theirs, met, n, detail } = row;
  const value = median(ours) / median(theirs);
  const each = ours.map((own, i) => own / theirs[i]);
  return { name, goal, value, unit: '×', met: met?.(value), n, range: [Math.min(...each), Math.max(...each)], detail };
}

export const notRun = (name: string, goal: string, detail = 'SODALITE_BENCH_DACHS is not set'): Row => ({
  name,
  goal,
  unit: '',
  n: 0,
  detail,
});

export const seconds = (value: number): string => (value < 0.1 ? `${(value * 1000).toFixed(2)} ms` : `${value.toFixed(3)} s`);
export const MiB = 1024 * 1024;
export const GiB = 1024 * MiB;
