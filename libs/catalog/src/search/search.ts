import type { SQLInputValue } from 'node:sqlite';
import { sia2Matches, type ObsCoreRow, type Sia2Query } from '#ivoa';
import { shapesIntersect, type Shape } from '#region';
import { DEFAULT_MAXREC, HIGHEST_MAXREC } from '../catalog.js';
import type { DatasetRecord } from '../index-store/entry.js';
import type { IndexStore } from '../index-store/index-store.js';
import { nearness } from './nearness.js';
import { whereOf } from './where.js';

/** Rows go out in pieces of this many, so that neither side holds its thread for long. */
const BATCH = 500;
/** The same when few rows of many fit, and there is much to be compared with. */
const BATCH_MS = 50;

/** How many rows a query may have: what MAXREC says, within the limits of the service. */
export function rowLimit({ maxrec }: Sia2Query): number {
  return Math.min(maxrec ?? DEFAULT_MAXREC, HIGHEST_MAXREC);
}

/**
 * Batches of rows that fit, in the order of their keys; returns whether there would have been more. SQL narrows the candidates down, and
 * what decides in the end is the table of SIA's predicates with the exact test of shapes.
 */
export function* search(store: IndexStore, query: Sia2Query): Generator<ObsCoreRow[], boolean> {
  const limit = rowLimit(query);
  if (limit === 0) return false;
  const { where, parameters } = whereOf(query);
  const nearTo = nearness(query.shapes);
  let batch: ObsCoreRow[] = [];
  let count = 0;
  let since = performance.now();
  for (const { record } of store.select(where, parameters as SQLInputValue[])) {
    if (performance.now() - since > BATCH_MS) {
      yield batch;
      batch = [];
      since = performance.now();
    }
    if (!fits(record, query, nearTo)) continue;
    if (count === limit) {
      yield batch;
      return true;
    }
    batch.push(record.row);
    count++;
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  yield batch;
  return false;
}

function fits({ row, circle }: DatasetRecord, query: Sia2Query, nearTo: ReturnType<typeof nearness>): boolean {
  if (query.shapes.length === 0 || circle === undefined) return sia2Matches(row, query, () => false);
  const covered: Shape = row.s_region !== null ? { kind: 'polygon', verticesDeg: row.s_region } : { kind: 'circle', ...circle };
  const isNear = nearTo(circle);
  // An all-sky image has no outline for s_region, and yet it covers whatever is asked for.
  return sia2Matches({ ...row, s_region: row.s_region ?? [] }, query, (shape) => isNear(shape) && shapesIntersect(shape, covered));
}
