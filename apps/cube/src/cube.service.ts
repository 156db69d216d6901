import { Injectable } from '@nestjs/common';
import { Bus } from '#bus';
import { OpenFiles, productProgress, resolveDataset } from '#catalog';
import { TransientError, UnsupportedError } from '#faults';
import type { CubeRequest } from '#ivoa';
import { CREATOR, spanned } from '#ops';
import { Body, GpuFailedError, type ComputedPlan } from '#products';
import type { Admission, Made, MadeAnswer } from '#web';
import { assertQuick, estimateOf, measured, type Estimate } from './estimate.js';
import { holdFiles, type HeldFiles } from './held-files.js';
import { assertFew, assertSmall } from './limits.js';
import { planOperation } from './plan-operation.js';
import { CubeSettings } from './settings.js';

/** A planned product; the file that it is made of stays open while it is used. */
export interface Planned {
  readonly plan: ComputedPlan;
  readonly estimate: Estimate;
  readonly answer: MadeAnswer;
}

/** How a product is made for somebody who does not wait for it. */
export interface Ways {
  /** longer estimates are refused; SODALITE_SYNC_SECONDS without, and for ever there is time for a place */
  readonly mostSeconds?: number;
  /** takes the part that is done, 0 to 1 */
  readonly progress?: (part: number) => void;
}

@Injectable()
export class CubeService {
  constructor(
    private readonly bus: Bus,
    private readonly files: OpenFiles,
    private readonly settings: CubeSettings,
  ) {}

  /**
   * Finds, opens and plans; the file stays open until `work` is done.
   * @throws what planning throws; UnsupportedError for a dataset that nothing can be made of
   */
  async plan(request: CubeRequest, signal: AbortSignal, work: (planned: Planned) => Promise<void>, ways: Ways = {}): Promise<void> {
    assertFew(request, this.settings.limits);
    const dataset = await this.bus.ask(resolveDataset, { id: request.id }, { signal });
    if (dataset.refusal !== undefined) throw new UnsupportedError(`nothing can be made of ${dataset.id}: ${dataset.refusal}`);
    const held = await holdFiles(this.bus, this.files, dataset, request, signal);
    try {
      await work(await this.planned(request, { ...held, ways }, signal));
    } finally {
      await held.leave();
    }
  }

  private async planned(request: CubeRequest, { dataset, open, mask, ways }: File, signal: AbortSignal, noGpu?: string): Promise<Planned> {
    const { kernels, gpu, limits } = this.settings;
    const origin = { creator: CREATOR, sourceId: dataset.id };
    const { plan, memory } = await spanned('plan', () =>
      planOperation(request, { dataset, open, mask, origin, kernels, gpu, noGpu, signal }),
    );
    if (!request.dryRun) assertSmall(plan, limits);
    const estimate = estimateOf(request.operation, plan, dataset);
    return { plan, estimate, answer: this.answer(request, { dataset, open, mask, ways, plan, memory, estimate }) };
  }

  private answer(request: CubeRequest, given: Given): MadeAnswer {
    const { plan } = given;
    return {
      etag: plan.etag,
      fileName: plan.fileName,
      // A format may be asked for by any of its names, and is answered by that one.
      contentType: request.contentType,
      lastModified: given.open.source.lastModified,
      length: plan.length,
      headers: { 'sodalite-kernel': `${plan.kernel}; reason="${plan.kernelReason.replace(/[^ -~]|["\\]/g, '')}"` },
      check: () => {
        // What is kept costs nothing: only what has to be made may take too long.
        if (!this.settings.spool.has(plan.etag))
          assertQuick(given.estimate, given.ways.mostSeconds ?? this.settings.syncSeconds, request.operation);
      },
      make: async (signal) => {
        try {
          return await this.made(request, given, signal);
        } catch (error) {
          if (!(error instanceof GpuFailedError)) throw error;
          const { answer } = await this.planned(request, given, signal, error.message);
          return { ...(await answer.make!(signal)), instead: answer };
        }
      },
    };
  }

  private async made(request: CubeRequest, given: Given, signal: AbortSignal): Promise<Made> {
    const { plan, open, memory, estimate, ways } = given;
    const { spool, syncSeconds } = this.settings;
    // Others may wait for the product when its first client has gone: the file stays open until it is done.
    const options = { name: plan.fileName, lastModified: open.source.lastModified, signal, hold: () => open.stay() };
    const source = await spool.entry(plan.etag, options, async (out, wanted) => {
      assertQuick(estimate, ways.mostSeconds ?? syncSeconds, request.operation);
      const place = await this.place(memory, ways, wanted);
      try {
        await this.make(request, given, out, wanted);
      } finally {
        place.leave();
      }
    });
    return { body: Body.ofFile(source), leave: () => source.close() };
  }

  private async place(memory: number, { mostSeconds }: Ways, signal: AbortSignal): Promise<Place> {
    for (;;)
      try {
        return await this.settings.admission.enter(signal, memory);
      } catch (error) {
        if (mostSeconds !== Infinity || !(error instanceof TransientError)) throw error;
      }
  }

  private async make({ operation }: CubeRequest, { dataset, plan, estimate, ways }: Given, ...[out, signal]: MakeArguments): Promise<void> {
    const { metrics, gpu } = this.settings;
    const tell = (part: number): void => {
      ways.progress?.(part);
      this.bus.tell(productProgress, { service: `cube.${operation}`, id: dataset.id, etag: plan.etag, part });
    };
    const began = performance.now();
    try {
      await spanned('make', () => plan.make(out, signal, tell), 'internal', { operation, kernel: plan.kernel });
    } catch (error) {
      if (error instanceof GpuFailedError) gpu.failed(error);
      throw error;
    }
    const seconds = (performance.now() - began) / 1000;
    measured(operation, plan, dataset, seconds);
    const labels = { operation, kernel: plan.kernel };
    metrics.add('products', 1, labels);
    metrics.add('kernelSeconds', seconds, labels);
    metrics.add('kernelBytes', estimate.bytes, labels);
  }
}

type Place = Awaited<ReturnType<Admission['enter']>>;

type MakeArguments = Parameters<ComputedPlan['make']>;

interface File extends Pick<HeldFiles, 'dataset' | 'open' | 'mask'> {
  readonly ways: Ways;
}

interface Given extends File {
  readonly plan: ComputedPlan;
  /** bytes that the making holds */
  readonly memory: number;
  readonly estimate: Estimate;
}
