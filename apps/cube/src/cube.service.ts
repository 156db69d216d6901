import { Injectable } from '@nestjs/common';
import { Bus } from '#bus';
import { OpenFiles, productProgress, resolveDataset, type Dataset, type OpenFile } from '#catalog';
import { UnsupportedError } from '#faults';
import type { CubeRequest } from '#ivoa';
import { CREATOR } from '#ops';
import { Body, type ComputedPlan } from '#products';
import { Admission, type MadeAnswer } from '#web';
import { assertQuick, distanceOf, estimateOf, type Estimate } from './estimate.js';
import { assertFew, assertSmall } from './limits.js';
import { planOperation } from './plan-operation.js';
import { CubeSettings } from './settings.js';
import { workingRate } from './working-rate.js';

/** A planned product; the file that it is made of stays open while it is used. */
export interface Planned {
  readonly plan: ComputedPlan;
  readonly estimate: Estimate;
  readonly answer: MadeAnswer;
}

/**
 * Products that are computed at the same time. The worker threads are shared, so more of them are no faster; each holds some blocks of its cube and of its
 * results, 100 MB or less.
 */
const MOST_AT_ONCE = 8;
const WAIT_MS = 5000;

@Injectable()
export class CubeService {
  private readonly admission = new Admission(MOST_AT_ONCE, WAIT_MS, 'computed products');

  constructor(
    private readonly bus: Bus,
    private readonly files: OpenFiles,
    private readonly settings: CubeSettings,
  ) {}

  /**
   * Finds, opens and plans; the file stays open until `work` is done.
   * @throws what planning throws; UnsupportedError for a dataset that nothing can be made of
   */
  async plan(request: CubeRequest, signal: AbortSignal, work: (planned: Planned) => Promise<void>): Promise<void> {
    const { limits, kernels } = this.settings;
    assertFew(request, limits);
    const dataset = await this.bus.ask(resolveDataset, { id: request.id }, { signal });
    if (dataset.refusal !== undefined) throw new UnsupportedError(`nothing can be made of ${dataset.id}: ${dataset.refusal}`);
    const { open, leave } = await this.files.hold(dataset, signal);
    try {
      const origin = { creator: CREATOR, sourceId: dataset.id };
      const plan = await planOperation(request, { dataset, open, origin, kernels, signal });
      if (!request.dryRun) assertSmall(plan, limits);
      const estimate = estimateOf(request.operation, plan, dataset);
      await work({ plan, estimate, answer: this.answer(request, { dataset, open, plan, estimate }) });
    } finally {
      await leave();
    }
  }

  private answer(request: CubeRequest, given: Given): MadeAnswer {
    const { plan, open } = given;
    const { lastModified } = open.source;
    return {
      etag: plan.etag,
      fileName: plan.fileName,
      // A format may be asked for by any of its names, and is answered by that one.
      contentType: request.contentType,
      lastModified,
      length: plan.length,
      headers: { 'sodalite-kernel': `${plan.kernel}; reason="${plan.kernelReason.replace(/[^ -~]|["\\]/g, '')}"` },
      make: async (signal) => {
        // Others may wait for the product when its first client has gone: the file stays open until it is done.
        const options = { name: plan.fileName, lastModified, signal, hold: () => open.stay() };
        const source = await this.settings.spool.entry(plan.etag, options, async (out, wanted) => {
          // What is kept costs nothing: only what has to be made may take too long.
          assertQuick(given.estimate, this.settings.syncSeconds);
          const place = await this.admission.enter(wanted);
          try {
            await this.make(request, given, out, wanted);
          } finally {
            place.leave();
          }
        });
        return { body: Body.ofFile(source), leave: () => source.close() };
      },
    };
  }

  private async make({ operation }: CubeRequest, { dataset, plan, estimate }: Given, ...[out, signal]: MakeArguments): Promise<void> {
    const tell = (part: number): void =>
      this.bus.tell(productProgress, { service: `cube.${operation}`, id: dataset.id, etag: plan.etag, part });
    const began = performance.now();
    await plan.make(out, signal, tell);
    workingRate.add(operation, distanceOf(dataset), estimate.bytes, (performance.now() - began) / 1000);
  }
}

type MakeArguments = Parameters<ComputedPlan['make']>;

interface Given {
  readonly dataset: Dataset;
  readonly open: OpenFile;
  readonly plan: ComputedPlan;
  readonly estimate: Estimate;
}
