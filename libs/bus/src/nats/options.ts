import type { Fault } from '#faults';
import type { Logger, Tracer } from '#ops';

/** Told of every question that was asked: `answered`, or the fault. */
export type Observe = (subject: string, outcome: Fault | 'answered', seconds: number) => void;

export interface NatsBusOptions {
  readonly logger?: Logger;
  /** How long a question waits for its answer when the asker does not say; default 30 s. Streams wait as long as something is heard of them. */
  readonly timeoutMs?: number;
  /** How long `close` waits for what is under way; default 25 s. */
  readonly graceMs?: number;
  /** For metrics. */
  readonly observe?: Observe;
  /** Where the spans of answers begin. */
  readonly tracer?: Tracer;
  /** Breaks off the first connecting. */
  readonly signal?: AbortSignal;
}
