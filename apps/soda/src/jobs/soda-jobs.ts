import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Bus } from '#bus';
import { OpenFiles, resolveDataset } from '#catalog';
import { DomainError, NoOverlapError } from '#faults';
import { HostJobs } from '#host';
import { eachIndex, giveResult, type Estimate, type JobRunner, type ProductResult, type ResultWriter, type RunnableJob } from '#jobs';
import { bytesToRead, PlanRoom, readingRate } from '#products';
import { PublicUrl } from '#web';
import { formatOf, namedAs, type AskedFormat } from '../asked-format.js';
import { planProduct } from '../plan-product.js';
import type { Product } from '../product.js';
import { SodaSettings } from '../settings.js';
import { giveIndex } from './give-index.js';
import { giveTar } from './give-tar.js';
import { jobItems, type JobItem } from './job-items.js';

/** Results that are made at the same time. */
const LANES = 4;
/** Results that the dry run plans; the others are taken to be like them. */
const SAMPLES = 3;
/** Of finding, opening and planning, each. */
const OVERHEAD_SECONDS = 0.003;
/** Besides the results of rows: their index and a tar of them. */
const EXTRAS = 2;

/** {async} of SODA 1.0: each combination of values and datasets, or each row of a table, is a result of its own, planned as {sync} plans it. */
@Injectable()
export class SodaJobs implements JobRunner, OnApplicationBootstrap {
  readonly service = 'soda';

  constructor(
    private readonly bus: Bus,
    private readonly files: OpenFiles,
    private readonly settings: SodaSettings,
    private readonly host: HostJobs,
    private readonly publicUrl: PublicUrl,
  ) {}

  onApplicationBootstrap(): void {
    this.host.work(this);
  }

  async plan(job: RunnableJob, signal: AbortSignal): Promise<Estimate> {
    const items = await jobItems(job, this.settings.maxResults);
    const asked = formatOf(items.request);
    const { total, positions } = items;
    let [seconds, planned] = [0, 0];
    for (const index of new Set(Array.from({ length: SAMPLES }, (_, k) => Math.floor(((total - 1) * k) / (SAMPLES - 1))))) {
      try {
        await this.planned(items.at(index), asked, signal, async (product) => {
          const read = product.plain?.body ?? product.body;
          const bytes = read ? await bytesToRead(read) : 0;
          seconds += ((product.body?.length ?? bytes) + bytes) / 2 / readingRate.bytesPerSecond;
          planned += 1;
        });
      } catch (error) {
        // One result of many that fails is told of in its place.
        if (!(error instanceof DomainError) || (total === 1 && !positions && !(error instanceof NoOverlapError))) throw error;
      }
    }
    const estimated = total * (OVERHEAD_SECONDS + seconds / Math.max(planned, 1));
    return { total: total + (positions ? EXTRAS : 0), seconds: estimated, heavy: estimated > this.settings.syncSeconds };
  }

  async run(job: RunnableJob, out: ResultWriter, signal: AbortSignal): Promise<void> {
    const items = await jobItems(job, this.settings.maxResults);
    const { total } = items;
    const asked = formatOf(items.request);
    await eachIndex(total, { isDone: (index) => out.has(index), lanes: LANES, signal }, (index) =>
      giveResult({ out, index, id: `cutout-${index + 1}`, signal }, (give) =>
        this.planned(items.at(index), asked, signal, (product) => made(product, asked, give, signal)),
      ),
    );
    if (!items.positions) return;
    await out.flush();
    const parts = { job, out, items, results: this.host.jobs.results, signal };
    await giveIndex({ ...parts, index: total, url: this.publicUrl.withoutRequest(`/soda/async/${job.id}/results`) });
    await giveTar({ ...parts, index: total + 1 });
  }

  private async planned(
    { id, filters }: JobItem,
    asked: AskedFormat | undefined,
    signal: AbortSignal,
    work: (product: Product) => Promise<void>,
  ): Promise<void> {
    const dataset = await this.bus.ask(resolveDataset, { id }, { signal });
    const wanted = { combinations: [filters], format: asked?.name, room: new PlanRoom() };
    await this.files.use(dataset, async (open) => work(await planProduct(dataset, open, wanted, this.settings.spool, signal)), signal);
  }
}

async function made(
  product: Product,
  asked: AskedFormat | undefined,
  give: (result: ProductResult) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { etag, fileName, body } = product;
  const about = { etag, fileName, contentType: namedAs(asked, product) };
  if (body) return give({ ...about, body });
  const { body: ready, leave } = await product.make!(signal);
  await give({ ...about, body: ready }).finally(leave);
}
