import type { ByteRange } from '#fits';
import type { Conditions, RangeReply, Transport } from '../remote/transport.js';
import type { HttpClient } from './http-client.js';

/** Where a redirect led is asked directly for so long; signed addresses are good for minutes. */
const REMEMBER_MS = 30_000;
/** A longer body costs more than a new connection. */
const MOST_DUMPED_BYTES = 16 * 1024;

/** A file at a URL of a configured host. */
export class HttpTransport implements Transport {
  readonly identity: string;
  readonly fileName: string;
  #target?: { readonly url: URL; readonly until: number };

  constructor(
    private readonly client: HttpClient,
    private readonly url: URL,
    private readonly name: string,
    readonly parallel: number,
  ) {
    this.identity = url.href;
    this.fileName = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  }

  async get({ offset, length }: ByteRange, conditions: Conditions, signal: AbortSignal): Promise<RangeReply> {
    const headers = { 'accept-encoding': 'identity', range: `bytes=${offset}-${offset + length - 1}`, ...namesOf(conditions) };
    const start = this.#target !== undefined && this.#target.until > Date.now() ? this.#target.url : this.url;
    const { url, reply } = await this.client.get(start, this.name, headers, signal);
    // A signed address that has run out: the way begins anew.
    if (start !== this.url && reply.statusCode >= 400) {
      this.#target = undefined;
      await reply.body.dump({ limit: MOST_DUMPED_BYTES, signal });
      return this.get({ offset, length }, conditions, signal);
    }
    if (url !== start && reply.statusCode < 400) this.#target = { url, until: Date.now() + REMEMBER_MS };
    reply.body.on('error', () => undefined); // told to those who read it; one that is given up unread must not end the process
    const header = (field: string): string | undefined => {
      const value = reply.headers[field];
      return typeof value === 'string' ? value : value?.[0];
    };
    const contentLength = header('content-length');
    // The body of an error is not read by anybody; taken up to its end, its connection can be used again.
    if (reply.statusCode >= 300) await reply.body.dump({ limit: MOST_DUMPED_BYTES, signal });
    return {
      status: reply.statusCode,
      etag: header('etag'),
      lastModified: header('last-modified'),
      contentRange: header('content-range'),
      contentLength: contentLength === undefined ? undefined : Number(contentLength),
      contentEncoding: header('content-encoding'),
      contentType: header('content-type'),
      retryAfter: header('retry-after'),
      body: reply.body,
    };
  }
}

function namesOf({ ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince }: Conditions): Record<string, string> {
  const headers = {
    'if-match': ifMatch,
    'if-unmodified-since': ifUnmodifiedSince,
    'if-none-match': ifNoneMatch,
    'if-modified-since': ifModifiedSince,
  };
  return Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
