import type { Spool } from '#storage';

/** What the service is given by whoever composes the program. */
export class SodaSettings {
  constructor(
    /** for products that are made before they are sent */
    readonly spool: Spool,
    /** SODALITE_MAX_COMBINATIONS */
    readonly maxCombinations: number,
  ) {}
}
