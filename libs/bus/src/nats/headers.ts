import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { isRequestId, whatIsDone } from '#ops';
import type { AskOptions } from '../bus.js';
import type { Form } from './form.js';

export const CONTENT_TYPE = 'content-type';
/** Milliseconds that the asker waits from when it asked. Not a time of day: clocks differ. */
export const DEADLINE = 'sodalite-deadline';
export const IDENTITY = 'sodalite-identity';
/** Of the HTTP request that it all began with. */
export const REQUEST_ID = 'sodalite-request-id';
/** Of an answer that is a fault: which one. */
export const FAULT = 'sodalite-fault';
/** Of a request for a stream: so many messages may come before more are asked for. Without it, all. */
export const CREDIT = 'sodalite-credit';
/** Of a message of a stream: its number, from 0. */
export const SEQUENCE = 'sodalite-seq';
/** Of a message of a stream: the chunk goes on in the next one. */
export const MORE = 'sodalite-more';
/** The last message of a stream; it has no chunk. */
export const END = 'sodalite-end';
/** A message of a stream that says only that there is somebody. */
export const ALIVE = 'sodalite-alive';
// W3C Trace Context, to the letter
export const TRACEPARENT = 'traceparent';
export const TRACESTATE = 'tracestate';

/** What is asked along with a question; what is being done at this moment goes with it. */
export function requestHeaders({ trace: given, identity }: AskOptions, deadlineMs: number | undefined): MsgHdrs {
  const hdrs = headers();
  const { requestId, trace = given } = whatIsDone() ?? {};
  if (requestId !== undefined) hdrs.set(REQUEST_ID, requestId);
  if (deadlineMs !== undefined && deadlineMs < Infinity) hdrs.set(DEADLINE, String(Math.max(1, Math.round(deadlineMs - Date.now()))));
  if (trace) hdrs.set(TRACEPARENT, trace.traceparent);
  if (trace?.tracestate) hdrs.set(TRACESTATE, trace.tracestate);
  if (identity !== undefined) hdrs.set(IDENTITY, encodeURIComponent(identity));
  return hdrs;
}

/** The options of the one who asks, as they hold for the one who answers. */
export function optionsOf(hdrs: MsgHdrs | undefined, signal: AbortSignal): AskOptions & { readonly signal: AbortSignal } {
  if (!hdrs) return { signal };
  const wait = Number(hdrs.get(DEADLINE));
  const traceparent = hdrs.get(TRACEPARENT);
  const identity = hdrs.get(IDENTITY);
  return {
    signal,
    deadlineMs: wait > 0 ? Date.now() + wait : undefined,
    trace: traceparent === '' ? undefined : { traceparent, tracestate: hdrs.get(TRACESTATE) || undefined },
    identity: identity === '' ? undefined : decode(identity),
  };
}

/** Undefined when it did not come, or is none. */
export function requestIdOf(hdrs: MsgHdrs | undefined): string | undefined {
  const given = hdrs?.get(REQUEST_ID);
  return isRequestId(given) ? given : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Undefined for an answer in protobuf, which needs none. */
export function answerHeaders(form: Form, fault?: string): MsgHdrs | undefined {
  if (form === 'protobuf' && fault === undefined) return undefined;
  const hdrs = headers();
  if (form === 'json') hdrs.set(CONTENT_TYPE, 'application/json');
  if (fault !== undefined) hdrs.set(FAULT, fault);
  return hdrs;
}
