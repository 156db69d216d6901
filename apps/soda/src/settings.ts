import type { ExpandedOptions, SourceOpener, Spool } from '#storage';

/** What the service is given by whoever composes the program. */
export class SodaSettings {
  constructor(
    readonly opener: SourceOpener,
    /** for products that are made before they are sent */
    readonly spool: Spool,
    readonly expanded: Pick<ExpandedOptions, 'directory' | 'maxBytes'>,
    /** SODALITE_MAX_COMBINATIONS */
    readonly maxCombinations: number,
  ) {}
}
