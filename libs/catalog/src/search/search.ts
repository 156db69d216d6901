import { sia2Matches, ssaMatches, type ObsCoreRow, type Sia2Query, type SsaQuery } from '#ivoa';
import { shapeContains, shapesIntersect, type Shape } from '#region';
import { DEFAULT_MAXREC, HIGHEST_MAXREC, type Search } from '../catalog.js';
import type { DatasetRecord } from '../index-store/entry.js';
import type { IndexReader, KeyedRecord } from '../index-store/index-store.js';
import { nearness } from './nearness.js';
import { whereOf } from './where.js';

/** Rows go out in pieces of this many, so that neither side holds its thread for long. */
const BATCH = 500;
/** The same when few rows of many fit, and there is much to be compared with. */
const BATCH_MS = 50;

/** How many rows a query may have: what MAXREC says, within the limits of the service. */
export function rowLimit({ maxrec }: Search): number {
  return Math.min(maxrec ?? DEFAULT_MAXREC, HIGHEST_MAXREC);
}

/**
 * Batches of records that fit, in the order of their keys; returns whether there would have been more. SQL narrows the candidates down, and
 * what decides in the end is the table of SIA's predicates with the exact test of shapes.
 */
export async function* search(index: Pick<IndexReader, 'dialect' | 'select'>, query: Search): AsyncGenerator<KeyedRecord[], boolean> {
  const limit = rowLimit(query);
  if (limit === 0) return false;
  const fits = 'wanted' in query ? ssaTest(query) : siaTest(query);
  let batch: KeyedRecord[] = [];
  let count = 0;
  let since = performance.now();
  for await (const page of index.select(whereOf(query, index.dialect), limit + 1)) {
    for (const found of page) {
      if (batch.length === BATCH || performance.now() - since > BATCH_MS) {
        yield batch;
        batch = [];
        since = performance.now();
      }
      if (!fits(found.record)) continue;
      if (count === limit) {
        yield batch;
        return true;
      }
      batch.push(found);
      count++;
    }
  }
  yield batch;
  return false;
}

type Test = (record: DatasetRecord) => boolean;

function siaTest(query: Sia2Query): Test {
  const nearTo = nearness(query.shapes);
  return ({ row, circle }) => {
    if (query.shapes.length === 0 || circle === undefined) return sia2Matches(row, query, () => false);
    const covered = coveredBy(row, circle);
    const isNear = nearTo(circle);
    // An all-sky image has no outline for s_region, and yet it covers whatever is asked for.
    return sia2Matches({ ...row, s_region: row.s_region ?? [] }, query, (shape) => isNear(shape) && shapesIntersect(shape, covered));
  };
}

/** A spectrum often has no outline, only a position. */
function ssaTest(query: SsaQuery): Test {
  const cone: Shape | undefined = query.cone && { kind: 'circle', ...query.cone };
  return ({ row, circle }) => {
    const isNear = () => {
      if (circle !== undefined) return shapesIntersect(cone!, coveredBy(row, circle));
      return row.s_ra !== null && row.s_dec !== null && shapeContains(cone!, row.s_ra, row.s_dec);
    };
    return sia2Matches(row, query, () => false) && ssaMatches(query, row, isNear);
  };
}

function coveredBy({ s_region }: ObsCoreRow, circle: NonNullable<DatasetRecord['circle']>): Shape {
  return s_region !== null ? { kind: 'polygon', verticesDeg: s_region } : { kind: 'circle', ...circle };
}
