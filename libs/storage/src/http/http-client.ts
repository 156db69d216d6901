import type { Agent, Dispatcher } from 'undici';
import { FatalError, UnsupportedError } from '#faults';
import type { HttpStore } from '../stores.js';
import { type AgentOptions, makeAgent } from './agent.js';

const MOST_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Asks the hosts of the configuration, and no other. */
export class HttpClient {
  readonly #stores: ReadonlyMap<string, HttpStore>;
  readonly #agents = new Map<string, Agent>();

  constructor(
    stores: readonly HttpStore[],
    private readonly options: Pick<AgentOptions, 'resolve' | 'timeouts'> = {},
  ) {
    this.#stores = new Map(stores.map((store) => [store.host, store]));
  }

  /** The store that a URL belongs to. Throws FatalError when the configuration does not have it, or has it for https only. */
  storeOf(url: URL, name: string): HttpStore {
    const store = this.#stores.get(url.host);
    const refused = (what: string): FatalError => new FatalError(`${name} cannot be read: ${what}`);
    if (store === undefined) throw refused(`'stores' in the configuration does not name the host '${url.host}'`);
    if (url.username !== '' || url.password !== '') throw refused(`its URL on the host '${url.host}' holds a user name or password`);
    if (url.protocol === 'https:' || (url.protocol === 'http:' && store.insecure)) return store;
    throw refused(`'stores' in the configuration allows https only for the host '${url.host}', not ${url.protocol.replace(':', '')}`);
  }

  /** A GET, and where its answer came from: at most three redirects are followed, each to a host of the configuration, with that host's own headers. */
  async get(
    url: URL,
    name: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<{ url: URL; reply: Dispatcher.ResponseData }> {
    for (let redirects = 0; ; redirects++) {
      const store = redirects === 0 ? this.storeOf(url, name) : this.#redirected(url, name);
      const reply = await this.#agent(store).request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'GET',
        headers: { ...store.headers, ...headers },
        signal,
      });
      const { location } = reply.headers;
      if (!REDIRECTS.has(reply.statusCode) || typeof location !== 'string') return { url, reply };
      await reply.body.dump({ limit: 16 * 1024, signal });
      if (redirects === MOST_REDIRECTS)
        throw new UnsupportedError(`${name} cannot be read: its store redirects more than ${MOST_REDIRECTS} times`);
      if (!URL.canParse(location, url.href)) throw new FatalError(`${name} cannot be read: its store redirects to what is no URL`);
      url = new URL(location, url);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }

  /** Where a store redirects to is its own affair: the log is told, and the client is not. */
  #redirected(url: URL, name: string): HttpStore {
    try {
      return this.storeOf(url, name);
    } catch (cause) {
      throw new FatalError(`${name} cannot be read: its store redirects to where 'stores' in the configuration does not allow`, { cause });
    }
  }

  #agent(store: HttpStore): Agent {
    const { host, allowPrivate, connections } = store;
    const agent = this.#agents.get(host) ?? makeAgent({ allowPrivate, connections, ...this.options });
    this.#agents.set(host, agent);
    return agent;
  }
}
