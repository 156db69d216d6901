import { Injectable } from '@nestjs/common';
import { Bus } from '#bus';
import { OpenFiles, resolveDataset } from '#catalog';
import { CancelledError, DomainError } from '#faults';
import type { SodaRequest } from '#ivoa';
import { combinationsOf } from './combinations.js';
import { packageOf, type Outcome } from './package.js';
import { planProduct, type Format, type Wanted } from './plan-product.js';
import type { Product } from './product.js';
import { SodaSettings } from './settings.js';

/** A planned answer; the files that it needs stay open while it is used. */
export interface Planned {
  readonly product: Product;
  /** one for each ID, in their order */
  readonly outcomes: readonly Outcome[];
  /** of filters, for each dataset */
  readonly combinations: number;
}

@Injectable()
export class CutoutService {
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
    const wanted: Wanted = { combinations: combinationsOf(request, this.settings.maxCombinations), format };
    const held: (() => Promise<void>)[] = [];
    try {
      const outcomes: Outcome[] = [];
      for (const id of request.ids) outcomes.push(await this.outcomeOf(id, wanted, held, make && request.ids.length > 1, signal));
      if (!outcomes.some((outcome) => 'product' in outcome)) throw (outcomes[0] as { readonly error: unknown }).error;
      const [first] = outcomes;
      const product = 'product' in first && outcomes.length === 1 ? first.product : packageOf(outcomes);
      await work({ product, outcomes, combinations: wanted.combinations.length });
    } finally {
      for (const leave of held.toReversed()) await leave();
    }
  }

  private async outcomeOf(id: string, wanted: Wanted, held: (() => Promise<void>)[], make: boolean, signal: AbortSignal): Promise<Outcome> {
    try {
      const dataset = await this.bus.ask(resolveDataset, { id }, { signal });
      const { open, leave } = await this.files.hold(dataset, signal);
      held.push(leave);
      const product = await planProduct(dataset, open, wanted, this.settings.spool, signal);
      if (product.body || !make || !product.make) return { id, product, body: product.body };
      const made = await product.make(signal);
      held.push(made.leave);
      return { id, product, body: made.body };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof DomainError) || error instanceof CancelledError) throw error;
      return { id, error };
    }
  }
}
