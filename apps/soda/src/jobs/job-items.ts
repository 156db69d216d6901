import { LimitError, MultiValuedError, UsageError } from '#faults';
import { Params, parseSoda, readPositions, type Positions, type SodaRequest } from '#ivoa';
import { chunksOf, type RunnableJob } from '#jobs';
import { Body, type Filters } from '#products';
import { Combinations } from '../combinations.js';

/** What one result of a job is to be. */
export interface JobItem {
  readonly id: string;
  readonly filters: Filters;
}

/** The results of a job, each made of one dataset and one combination of values; they are told one by one, for there may be many. */
export interface JobItems {
  readonly request: SodaRequest;
  readonly total: number;
  /** of the table that came with the job */
  readonly positions?: Positions;
  /** row of the table that a result is of */
  rowOf(index: number): number;
  /** @throws UsageError for a row that has no position */
  at(index: number): JobItem;
}

/** Every position of a table is a circle; the rows stand in for the values of CIRCLE. */
const ROWS = 'CIRCLE';

/**
 * @param most SODALITE_MAX_RESULTS
 * @throws what parsing throws; LimitError for too many results
 */
export async function jobItems(job: RunnableJob, most: number): Promise<JobItems> {
  const items = job.uploads.size === 0 ? withoutTable(parseSoda(job.params)) : await withTable(job, most);
  if (items.request.dryRun)
    throw new UsageError('DRYRUN has no meaning for a job: its quote is told before it runs, and its progress tells the results');
  if (items.total > most)
    throw new LimitError(`one job makes up to ${most} results (SODALITE_MAX_RESULTS), got ${items.total}; send them in several jobs`);
  return items;
}

function withoutTable(request: SodaRequest): JobItems {
  const ids = [...new Set(request.ids)];
  const combinations = new Combinations(request);
  const { length } = combinations;
  return {
    request,
    total: ids.length * length,
    rowOf: () => 0,
    at: (index) => ({ id: ids[Math.floor(index / length)], filters: combinations.at(index % length) }),
  };
}

async function withTable({ params, uploads }: RunnableJob, most: number): Promise<JobItems> {
  const [[name, { source }], ...others] = uploads;
  if (others.length > 0) throw new MultiValuedError(`one table is supported for UPLOAD, got ${uploads.size}`);
  const shape = ['POS', 'CIRCLE', 'POLYGON', 'PIXELS'].find((parameter) => params.has(parameter));
  if (shape !== undefined)
    throw new UsageError(`the rows of the table ${name} say where to cut, got ${shape} as well; give one or the other`);
  const positions = await readPositions(name, chunksOf(Body.ofFile(source)), most);
  const radiusDeg = radiusOf(params, positions, name);
  const request = parseSoda(asIfCircle(params, positions, name));
  const combinations = new Combinations({ ...request, shapes: [] });
  const ids = params.has('ID') ? [...new Set(request.ids)] : undefined;
  const { length } = combinations;
  const each = length * (ids?.length ?? 1);
  const rowOf = (index: number): number => Math.floor(index / each);
  return {
    request,
    total: positions.rows * each,
    positions,
    rowOf,
    at(index) {
      const row = rowOf(index);
      const id = ids ? ids[Math.floor((index % each) / length)] : positions.ids![row];
      if (id === '') throw new UsageError(`row ${row + 1} of the table ${name} names no dataset`);
      const { [row]: lonDeg } = positions.lonDeg;
      const { [row]: latDeg } = positions.latDeg;
      const own = positions.radiusDeg?.[row];
      const text = [lonDeg, latDeg, own === undefined || Number.isNaN(own) ? radiusDeg : own].join(' ');
      if (/NaN|undefined/.test(text)) throw new UsageError(`row ${row + 1} of the table ${name} has no position or radius`);
      const [circle] = parseSoda(
        Params.from([
          ['ID', id],
          [ROWS, text],
        ]),
      ).shapes;
      return { id, filters: { ...combinations.at(index % length), shape: circle } };
    },
  };
}

/** RADIUS in degrees, for rows that have none of their own. */
function radiusOf(params: Params, { radiusDeg }: Positions, name: string): number | undefined {
  const text = params.one('RADIUS')?.trim();
  const radius = text ? Number(text) : undefined;
  if (radius !== undefined && !(radius > 0 && radius <= 180))
    throw new UsageError(`RADIUS takes degrees above 0 and up to 180, got '${text}'`);
  if (radius === undefined && !radiusDeg) throw new UsageError(`the table ${name} needs a column radius, or the job RADIUS in degrees`);
  return radius;
}

/** What the other parameters say is judged as it is with a circle. */
function asIfCircle(params: Params, { ids }: Positions, name: string): Params {
  if (!params.has('ID') && !ids) throw new UsageError(`ID is missing: the job needs it, or a column id of the table ${name}`);
  const given = params.names().filter((parameter) => parameter !== 'RADIUS');
  const pairs = given.flatMap((parameter) => params.all(parameter).map((value): [string, string] => [parameter, value]));
  return Params.from([...pairs, [ROWS, '0 0 1'], ...(params.has('ID') ? [] : [['ID', 'row'] as const])]);
}
