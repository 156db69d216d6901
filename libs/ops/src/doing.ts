import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span, SpanAttributes, SpanKind, TraceContext, Tracer } from './span.js';

/** For whom something is done, and as part of what: it goes with the work, over every await. */
export interface Doing {
  /** of the HTTP request that it all began with */
  readonly requestId?: string;
  readonly jobId?: string;
  readonly trace?: TraceContext;
  /** where spans are made */
  readonly span?: Span;
}

/** Work that was asked for from outside, as a span of its own. */
export interface TakenUp {
  readonly tracer?: Tracer;
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes?: SpanAttributes;
}

const storage = new AsyncLocalStorage<Doing>();

/** What is being done here at this moment. */
export function whatIsDone(): Doing | undefined {
  return storage.getStore();
}

/** Does it for `what`, and nothing else. */
export function doing<T>(what: Doing, work: () => T): T {
  return storage.run(what, work);
}

/** Takes up work that somebody asked for; what else is done at this moment has nothing to do with it. `what.trace` is that of the one who asks. */
export function takeUp<T>({ tracer, name, kind, attributes }: TakenUp, what: Doing, work: () => Promise<T>): Promise<T> {
  const span = tracer?.begin(name, kind, what.trace, attributes);
  return span ? within(what, span, work) : doing(what, work);
}

/** A part of what is being done, as a span of its own where there are traces. */
export function spanned<T>(name: string, work: () => Promise<T>, kind: SpanKind = 'internal', attributes?: SpanAttributes): Promise<T> {
  const what = whatIsDone();
  const span = what?.span?.child(name, kind, attributes);
  return span ? within(what, span, work) : work();
}

async function within<T>(what: Doing | undefined, span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await doing({ ...what, trace: span.trace, span }, work);
  } catch (error) {
    span.failed(error);
    throw error;
  } finally {
    span.end();
  }
}
