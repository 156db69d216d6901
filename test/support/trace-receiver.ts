import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** A span as it came, with the service that sent it. */
export interface ReceivedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly Omit<ReceivedSpan, 'service'>[] }[];
  }[];
}

/** What takes traces by OTLP over HTTP, as an OpenTelemetry collector does. */
export class TraceReceiver {
  static async start(): Promise<TraceReceiver> {
    const spans: ReceivedSpan[] = [];
    const server = createServer((request, response) => {
      void json(request).then((body) => {
        if (request.url === '/v1/traces') spans.push(...spansOf(body as Export));
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    return new TraceReceiver(`http://127.0.0.1:${port}`, spans, async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    });
  }

  private constructor(
    readonly url: string,
    private readonly spans: readonly ReceivedSpan[],
    readonly close: () => Promise<void>,
  ) {}

  /** Those of a trace, when all of these names have come. */
  async trace(traceId: string, names: readonly string[]): Promise<ReceivedSpan[]> {
    for (;;) {
      const found = this.spans.filter((span) => span.traceId === traceId);
      if (names.every((name) => found.some((span) => span.name === name))) return found;
      await pause(50);
    }
  }
}

function spansOf({ resourceSpans }: Export): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
  });
}
