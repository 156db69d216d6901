import { FatalError } from '#faults';
import type { Transport } from '../remote/transport.js';
import type { HttpStore } from '../stores.js';
import { type AgentOptions, parallelOf } from './agent.js';
import { HttpClient } from './http-client.js';
import { HttpTransport } from './http-transport.js';

/** The hosts of the configuration. */
export class HttpStores {
  readonly #client: HttpClient;

  constructor(stores: readonly HttpStore[], options: Pick<AgentOptions, 'resolve' | 'timeouts'>) {
    this.#client = new HttpClient(stores, options);
  }

  /** Nothing is asked yet. Throws FatalError when the configuration does not allow the URL. */
  file({ url }: { readonly url: string }, name: string): Transport {
    if (!URL.canParse(url)) throw new FatalError(`${name} cannot be read: what should be its URL is none`);
    const parsed = new URL(url);
    return new HttpTransport(this.#client, parsed, name, parallelOf(this.#client.storeOf(parsed, name)));
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
