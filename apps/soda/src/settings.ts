import type { Config } from '#ops';
import type { Spool } from '#storage';

type Limits = Pick<Config, 'maxCombinations' | 'maxResults' | 'syncSeconds'>;

/** What the service is given by whoever composes the program. */
export class SodaSettings {
  /** SODALITE_MAX_COMBINATIONS */
  readonly maxCombinations: number;
  /** SODALITE_MAX_RESULTS */
  readonly maxResults: number;
  /** SODALITE_SYNC_SECONDS: jobs that take longer do not stand in the way of others */
  readonly syncSeconds: number;

  constructor(
    /** for products that are made before they are sent */
    readonly spool: Spool,
    { maxCombinations, maxResults, syncSeconds }: Limits,
  ) {
    this.maxCombinations = maxCombinations;
    this.maxResults = maxResults;
    this.syncSeconds = syncSeconds;
  }
}
