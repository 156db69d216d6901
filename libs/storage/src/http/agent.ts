import { Agent, buildConnector } from 'undici';
import { assertPublicLiteral, publicLookup, type Resolve } from '../remote/addresses.js';

export interface AgentOptions {
  readonly allowPrivate?: boolean;
  /** Requests at a time for each host; the others wait in line. */
  readonly connections?: number;
  readonly resolve?: Resolve;
  readonly timeouts?: Timeouts;
}

export interface Timeouts {
  readonly connectMs: number;
  /** from the request to the answer's first line */
  readonly headersMs: number;
  /** between two pieces of an answer */
  readonly bodyMs: number;
}

/** So many as a browser would open to six hosts: a box of a cube is then a few round trips, and no server minds. */
const CONNECTIONS = 64;
/** The part of them that one file may take. */
const PART_OF_ONE = 0.75;
const TIMEOUTS: Timeouts = { connectMs: 10_000, headersMs: 30_000, bodyMs: 30_000 };
const KEEP_ALIVE_MS = 30_000;

/** Requests at a time for one file of a store. */
export function parallelOf({ connections = CONNECTIONS }: { readonly connections?: number }): number {
  return Math.ceil(connections * PART_OF_ONE);
}

/** Connections that are kept and bounded; unless allowed, none is made to a private address. HTTP/1.1: several of them share the loss of a packet. */
export function makeAgent({ allowPrivate, connections = CONNECTIONS, resolve, timeouts = TIMEOUTS }: AgentOptions): Agent {
  const lookup = allowPrivate ? undefined : publicLookup(resolve);
  const connect = buildConnector({ timeout: timeouts.connectMs, allowH2: false, ...(lookup && { lookup }) });
  return new Agent({
    connections,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyMs,
    connect: (options, callback) => {
      try {
        if (!allowPrivate) assertPublicLiteral(options.hostname);
        connect(options, callback);
      } catch (error) {
        callback(error as Error, null);
      }
    },
  });
}
