import type { Bus } from '#bus';
import { describeDataset, type DescribedDataset, type Offer } from '#catalog';
import { DomainError } from '#faults';

/** Who does not answer in this time is away, and is not asked again for some seconds: that costs clients one wait, and not one each. */
const PATIENCE_MS = 2000;
const AWAY_MS = 5000;

export interface OffersOptions {
  readonly patienceMs?: number;
  readonly awayMs?: number;
}

/** What a service does with a dataset, or why it did not say. */
export type Said =
  { readonly service: string; readonly offers: readonly Offer[] } | { readonly service: string; readonly error: DomainError };

/** Asks the compute services what they can do with datasets. */
export class Offers {
  /** until when they are taken for away, and what they are said to suffer from */
  private readonly away = new Map<string, { readonly until: number; readonly error: DomainError }>();

  constructor(
    private readonly bus: Bus,
    private readonly services: readonly string[],
    private readonly options: OffersOptions = {},
  ) {}

  /** All at once, so that one who is away costs one wait; what they say is in the order of the configuration. */
  of(described: DescribedDataset, signal?: AbortSignal): Promise<Said[]> {
    return Promise.all(this.services.map((service) => this.ask(service, described, signal)));
  }

  private async ask(service: string, described: DescribedDataset, signal?: AbortSignal): Promise<Said> {
    const { patienceMs = PATIENCE_MS, awayMs = AWAY_MS } = this.options;
    const away = this.away.get(service);
    const began = performance.now();
    if (away && began < away.until) return { service, error: away.error };
    try {
      const offers = await this.bus.ask(describeDataset(service), described, { signal, timeoutMs: patienceMs });
      this.away.delete(service);
      return { service, offers };
    } catch (error) {
      if (signal?.aborted || !(error instanceof DomainError)) throw error;
      const now = performance.now();
      // One that is known to be gone, or says that it is busy, says so at once: to ask again costs nothing.
      if (now - began > patienceMs / 2) this.away.set(service, { until: now + awayMs, error });
      return { service, error };
    }
  }
}
