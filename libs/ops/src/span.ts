/** W3C Trace Context: which trace something is part of, and of what in it. */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string;
}

export type SpanKind = 'server' | 'client' | 'consumer' | 'internal';
export type SpanAttributes = Readonly<Record<string, string | number | undefined>>;

/** Something of a trace that takes its time. */
export interface Span {
  /** for whoever is asked to do a part of it */
  readonly trace: TraceContext;
  /** undefined when the trace has parts enough */
  child(name: string, kind: SpanKind, attributes?: SpanAttributes): Span | undefined;
  set(attributes: SpanAttributes): void;
  /** It did not come to what was wanted. */
  failed(error: unknown): void;
  end(): void;
}

/** Where spans begin. */
export interface Tracer {
  /** @param parent what it is part of, as whoever asks says; undefined: a trace begins */
  begin(name: string, kind: SpanKind, parent?: TraceContext, attributes?: SpanAttributes): Span;
  /** What has ended is sent, if somebody takes it in time. */
  close(): Promise<void>;
}
