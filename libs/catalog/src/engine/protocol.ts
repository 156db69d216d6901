import { FatalError, UsageError } from '#faults';
import type { Collection } from '#ops';
import type { CatalogStatus, Search } from '../catalog.js';

/** What the index thread needs to know; plain data, for it crosses the thread boundary. */
export interface EngineSettings {
  readonly data: string;
  readonly state: string;
  readonly authority: string;
  /** SODALITE_MAX_EXPANDED, bytes */
  readonly maxExpanded: number;
  readonly collections: readonly Collection[];
  /** Between two looks at everything, also without any sign of a change. */
  readonly rescanSeconds: number;
}

/** From the main thread; `number` comes back with the answer. */
export type Ask = { readonly number: number } & (
  | { readonly ask: 'resolve'; readonly key: string }
  | { readonly ask: 'search' | 'find'; readonly query: Search }
  | { readonly ask: 'sample'; readonly count: number }
  | { readonly ask: 'rescan' }
  | { readonly ask: 'close' }
);

/** From the index thread. `found` may come several times before the `answer` that ends a search: rows for `search`, records for `find`. */
export type Told =
  | { readonly number: number; readonly answer: unknown }
  | { readonly number: number; readonly found: readonly unknown[] }
  | { readonly number: number; readonly error: WireError }
  | { readonly event: 'opened' | 'status'; readonly status: CatalogStatus }
  | { readonly event: 'changed' }
  | { readonly event: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly message: string; readonly details: object }
  | { readonly event: 'failed'; readonly error: WireError };

/** Errors lose their class on the way between threads; the two kinds that can come are told apart by name. */
export interface WireError {
  readonly name: string;
  readonly message: string;
}

export function toWire(error: unknown): WireError {
  return error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) };
}

/** Clients may be told of it, and the words of a database are nothing for them: those are the cause. */
export function fromWire({ name, message }: WireError): UsageError | FatalError {
  if (name === 'UsageError') return new UsageError(message);
  return new FatalError('the catalogue index failed', { cause: new Error(message) });
}
