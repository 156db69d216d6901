import { Injectable, Logger } from '@nestjs/common';
import { Bus } from '#bus';
import { OpenFiles, resolveDataset } from '#catalog';
import { CancelledError, DomainError } from '#faults';
import type { SodaRequest } from '#ivoa';
import { spanned } from '#ops';
import { PlanRoom } from '#products';
import { combinationsOf } from './combinations.js';
import { packageOf, type Outcome } from './package.js';
import { planProduct, type Format, type Wanted } from './plan-product.js';
import type { Product } from './product.js';
import { SodaSettings } from './settings.js';

/** A planned answer; the files that it needs stay open while it is used. */
export interface Planned {
  readonly product: Product;
  /** one for each ID as it was spelt, in their order */
  readonly outcomes: readonly Outcome[];
  /** of filters, for each dataset */
  readonly combinations: number;
}

interface Planning {
  readonly wanted: Wanted;
  /** whether products whose length is not known otherwise are to be made */
  readonly make: boolean;
  readonly signal: AbortSignal;
  /** what is to be called in the end */
  readonly held: (() => Promise<void>)[];
  /** products by their datasets, which may be asked for in several spellings */
  readonly known: Map<string, Outcome>;
}

@Injectable()
export class CutoutService {
  private readonly logger = new Logger(CutoutService.name);

  constructor(
    private readonly bus: Bus,
    private readonly files: OpenFiles,
    private readonly settings: SodaSettings,
  ) {}

  /**
   * Finds, opens and plans; the files stay open until `work` is done. Of several datasets the answer is a tar file, and one that fails is told of in it.
   * @param make whether products whose length is not known otherwise are to be made, when they are packed
   * @throws what is wrong with the first dataset when there is nothing to send of any
   */
  async plan(
    request: SodaRequest,
    { format, make, signal }: { readonly format?: Format; readonly make: boolean; readonly signal: AbortSignal },
    work: (planned: Planned) => Promise<void>,
  ): Promise<void> {
    const ids = [...new Set(request.ids)];
    const combinations = combinationsOf({ ...request, ids }, this.settings.maxCombinations);
    const held: (() => Promise<void>)[] = [];
    const planning: Planning = {
      wanted: { combinations, format, room: new PlanRoom() },
      make: make && ids.length > 1,
      signal,
      held,
      known: new Map(),
    };
    try {
      const outcomes: Outcome[] = [];
      for (const id of ids) outcomes.push(await this.outcomeOf(id, planning));
      if (!outcomes.some((outcome) => 'product' in outcome)) throw (outcomes[0] as { readonly error: unknown }).error;
      const [first] = outcomes;
      const product = 'product' in first && outcomes.length === 1 ? first.product : packageOf(outcomes);
      await work({ product, outcomes, combinations: combinations.length });
    } finally {
      // One that fails must not keep the others open.
      const left = await Promise.allSettled(held.toReversed().map((leave) => leave()));
      for (const one of left) if (one.status === 'rejected') this.logger.warn({ error: one.reason }, 'a file could not be let go of');
    }
  }

  private async outcomeOf(id: string, { wanted, make, signal, held, known }: Planning): Promise<Outcome> {
    try {
      const dataset = await this.bus.ask(resolveDataset, { id }, { signal });
      const key = JSON.stringify(dataset.file.source);
      const same = known.get(key);
      if (same) return { ...same, id };
      const { open, leave } = await this.files.hold(dataset, signal);
      held.push(leave);
      const product = await spanned('plan', () => planProduct(dataset, open, wanted, this.settings.spool, signal));
      let { body } = product;
      if (!body && make && product.make) {
        const made = await product.make(signal);
        held.push(made.leave);
        body = made.body;
      }
      const outcome = { id, product, body };
      known.set(key, outcome);
      return outcome;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof DomainError) || error instanceof CancelledError) throw error;
      return { id, error };
    }
  }
}
