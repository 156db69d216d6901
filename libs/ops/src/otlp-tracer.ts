import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import {
  ROOT_CONTEXT,
  SpanKind as Kind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span as OtelSpan,
  type Tracer as OtelTracer,
} from '@opentelemetry/api';
import { ExportResultCode, parseTraceParent, TraceState } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import { CancelledError, DomainError } from '#faults';
import type { Logger } from './logger.js';
import type { Span, SpanAttributes, SpanKind, TraceContext, Tracer } from './span.js';
import { VERSION } from './version.js';

export interface OtlpTracerOptions {
  /** of the collector, without a slash at its end; spans go to `/v1/traces` below it */
  readonly endpoint: string;
  /** part of the traces begun here that are kept, 0 to 1 */
  readonly ratio: number;
  /** of the service */
  readonly name: string;
  readonly logger: Logger;
}

/** Parts that one piece of work may have: a job of 100,000 results is no trace of as many. */
const MOST_PARTS = 500;
const BATCH_MS = 1000;
/** A batch is tried again for so long, then it is lost: what is tried keeps the process from ending. */
const SEND_MS = 3000;
/** A collector that does not answer holds up the end of the process for so long. */
const LAST_MS = 2000;

const KINDS = { server: Kind.SERVER, client: Kind.CLIENT, consumer: Kind.CONSUMER, internal: Kind.INTERNAL } as const;

/** Sends spans by OTLP over HTTP, in batches. What of its settings is not here the SDK reads from its own OTEL_EXPORTER_OTLP_* variables. */
export class OtlpTracer implements Tracer {
  private readonly provider: TracerProvider;
  private readonly tracer: OtelTracer;

  constructor({ endpoint, ratio, name, logger }: OtlpTracerOptions) {
    const exporter = told(new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: SEND_MS }), logger);
    this.provider = new TracerProvider({
      resource: resourceFromAttributes({
        'service.name': `sodalite-${name}`,
        'service.version': VERSION,
        'service.instance.id': `${hostname()}-${process.pid}`,
      }),
      sampler: new ParentBasedSampler({ root: ratio < 1 ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOnSampler() }),
      spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: BATCH_MS })],
    });
    this.tracer = this.provider.getTracer('sodalite', VERSION);
  }

  begin(name: string, kind: SpanKind, parent?: TraceContext, attributes?: SpanAttributes): Span {
    const span = this.tracer.startSpan(name, { kind: KINDS[kind], attributes }, contextOf(parent));
    return new OtlpSpan(this.tracer, span, { left: MOST_PARTS });
  }

  async close(): Promise<void> {
    const last = new AbortController();
    const given = pause(LAST_MS, undefined, { signal: last.signal }).catch(() => {});
    await Promise.race([this.provider.shutdown().catch(() => {}), given]);
    last.abort();
  }
}

class OtlpSpan implements Span {
  readonly trace: TraceContext;

  constructor(
    private readonly tracer: OtelTracer,
    private readonly span: OtelSpan,
    /** parts that it may still have, with those of its parts */
    private readonly room: { left: number },
  ) {
    const { traceId, spanId, traceFlags, traceState } = span.spanContext();
    this.trace = {
      traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
      tracestate: traceState?.serialize() || undefined,
    };
  }

  child(name: string, kind: SpanKind, attributes?: SpanAttributes): Span | undefined {
    if (this.room.left === 0 || !(this.span.spanContext().traceFlags & TraceFlags.SAMPLED)) return undefined;
    this.room.left -= 1;
    const context = trace.setSpan(ROOT_CONTEXT, this.span);
    return new OtlpSpan(this.tracer, this.tracer.startSpan(name, { kind: KINDS[kind], attributes }, context), this.room);
  }

  set(attributes: SpanAttributes): void {
    this.span.setAttributes(attributes);
  }

  failed(error: unknown): void {
    if (error instanceof DomainError) this.span.setAttribute('error.type', error.fault);
    if (error instanceof CancelledError) return;
    this.span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
  }

  end(): void {
    this.span.end();
  }
}

/** What is no trace context begins a trace. */
function contextOf(parent: TraceContext | undefined): Context {
  const given = parent && parseTraceParent(parent.traceparent);
  if (!given) return ROOT_CONTEXT;
  const traceState = parent.tracestate === undefined ? undefined : new TraceState(parent.tracestate);
  return trace.setSpanContext(ROOT_CONTEXT, { ...given, traceState, isRemote: true });
}

/** That spans cannot be sent is told once, until they can. */
function told(exporter: OTLPTraceExporter, logger: Logger): SpanExporter {
  let away = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.code !== ExportResultCode.SUCCESS;
        if (failed && !away) logger.warn({ reason: result.error?.message }, 'traces cannot be sent to OTEL_EXPORTER_OTLP_ENDPOINT');
        away = failed;
        done(result);
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}
