export interface ExpandedOptions {
  /** For what is kept about compressed files, and copies of what is inside: bounded, and can be made again. */
  readonly directory: string;
  /** SODALITE_MAX_EXPANDED: what is inside may be so long */
  readonly maxBytes: number;
  /** false: go through a gzip file without leaving restart points, as for a file of which only the headers are wanted */
  readonly restartPoints?: boolean;
  /** for the opening alone */
  readonly signal?: AbortSignal;
}
