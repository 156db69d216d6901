import type { ExpandedOptions, SourceOpener } from '#storage';

/** What the service is given by whoever composes the program. */
export class SodaSettings {
  constructor(
    readonly opener: SourceOpener,
    readonly expanded: Pick<ExpandedOptions, 'directory' | 'maxBytes'>,
    /** SODALITE_MAX_COMBINATIONS */
    readonly maxCombinations: number,
  ) {}
}
