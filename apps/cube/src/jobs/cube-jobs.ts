import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DomainError, LimitError, NoOverlapError, UsageError } from '#faults';
import { HostJobs } from '#host';
import { CUBE_OPERATIONS, Params, parseCube, type CubeOperation, type CubeRequest } from '#ivoa';
import { eachIndex, giveResult, type Estimate, type JobRunner, type ProductResult, type ResultWriter, type RunnableJob } from '#jobs';
import { CubeService } from '../cube.service.js';
import { CubeSettings } from '../settings.js';

/** What the jobs of an operation are called in records, queues and on the bus. */
export const cubeJobs = (operation: CubeOperation): string => `cube-${operation}`;

/** Datasets that the dry run plans; the others are taken to be like them. */
const SAMPLES = 4;

/** `/cube/<operation>/async`: a product for each dataset, as {sync} makes it, without its bound on time. */
@Injectable()
export class CubeJobs implements OnApplicationBootstrap {
  constructor(
    private readonly cubes: CubeService,
    private readonly settings: CubeSettings,
    private readonly host: HostJobs,
  ) {}

  onApplicationBootstrap(): void {
    for (const operation of CUBE_OPERATIONS) this.host.work(this.runner(operation));
  }

  private runner(operation: CubeOperation): JobRunner {
    return {
      service: cubeJobs(operation),
      plan: (job, signal) => this.plan(this.requestsOf(operation, job), signal),
      run: (job, ...rest) => this.run(this.requestsOf(operation, job), ...rest),
    };
  }

  private requestsOf(operation: CubeOperation, { params, uploads }: RunnableJob): CubeRequest[] {
    if (uploads.size > 0) throw new UsageError(`UPLOAD cannot be used with ${operation}: it takes no table`);
    const ids = [...new Set(params.all('ID'))];
    const { maxResults } = this.settings;
    if (ids.length > maxResults)
      throw new LimitError(
        `one job makes up to ${maxResults} results (SODALITE_MAX_RESULTS), got ${ids.length}; send them in several jobs`,
      );
    const others = params.names().filter((name) => name !== 'ID');
    const pairs = others.flatMap((name) => params.all(name).map((value): [string, string] => [name, value]));
    const requests =
      ids.length === 0 ? [parseCube(operation, params)] : ids.map((id) => parseCube(operation, Params.from([['ID', id], ...pairs])));
    if (requests[0].dryRun) throw new UsageError('DRYRUN has no meaning for a job: its quote is told before it runs');
    return requests;
  }

  private async plan(requests: readonly CubeRequest[], signal: AbortSignal): Promise<Estimate> {
    let [seconds, planned] = [0, 0];
    for (const request of requests.slice(0, SAMPLES)) {
      try {
        await this.cubes.plan(request, signal, async ({ estimate }) => {
          seconds += estimate.seconds;
          planned += 1;
        });
      } catch (error) {
        // One dataset of several that fails is told of in its place.
        if (!(error instanceof DomainError) || (requests.length === 1 && !(error instanceof NoOverlapError))) throw error;
      }
    }
    const estimated = (requests.length * seconds) / Math.max(planned, 1);
    return { total: requests.length, seconds: estimated, heavy: estimated > this.settings.syncSeconds };
  }

  /** One after the other: each uses all threads. */
  private async run(
    requests: readonly CubeRequest[],
    out: ResultWriter,
    signal: AbortSignal,
    progress: (part: number) => void,
  ): Promise<void> {
    const total = requests.length;
    await eachIndex(total, { isDone: (index) => out.has(index), lanes: 1, signal }, (index) => {
      const tell = (part: number): void => progress((index + part) / total);
      const id = `${requests[index].operation}-${index + 1}`;
      return giveResult({ out, index, id, signal }, (give) => this.make(requests[index], give, signal, tell));
    });
    progress(1);
  }

  private async make(
    request: CubeRequest,
    give: (result: ProductResult) => Promise<void>,
    signal: AbortSignal,
    progress: (part: number) => void,
  ): Promise<void> {
    const work = async ({ answer }: Parameters<Parameters<CubeService['plan']>[2]>[0]): Promise<void> => {
      const { body, leave, instead = answer } = await answer.make!(signal);
      const { contentType, fileName, etag } = instead;
      await give({ body, contentType, fileName, etag }).finally(leave);
    };
    await this.cubes.plan(request, signal, work, { mostSeconds: Infinity, progress });
  }
}
