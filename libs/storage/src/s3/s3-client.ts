import { Readable } from 'node:stream';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { Agent, Dispatcher } from 'undici';
import type { S3Store } from '../stores.js';

/** The SDK's client for a store: it signs and names things, and sends through `agent`, which knows what may be connected. It tries nothing again. */
export function makeClient({ endpoint, region, forcePathStyle, credentials }: S3Store, agent: Agent): S3Client {
  return new S3Client({
    endpoint,
    region,
    forcePathStyle,
    ...CREDENTIALS(credentials),
    maxAttempts: 1,
    followRegionRedirects: false,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: handlerOver(agent),
  });
}

const CREDENTIALS = (credentials: S3Store['credentials']): Partial<S3ClientConfig> => {
  if (credentials === 'default') return {};
  if (credentials !== 'anonymous') return { credentials };
  // The SDK insists on a signer.
  return { credentials: { accessKeyId: '', secretAccessKey: '' }, signer: { sign: async (request) => request } };
};

/** The parts of the SDK's request that a GET has. */
interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Record<string, string | readonly string[] | null>;
  readonly method: string;
  readonly headers: Record<string, string>;
}

/** An error's document is a few lines; it is read before it is handed on, so that its connection is free again. */
const MOST_ERROR_BYTES = 64 * 1024;

function handlerOver(agent: Agent): S3ClientConfig['requestHandler'] {
  return {
    async handle(request: SdkRequest, { abortSignal }: { abortSignal?: AbortSignal } = {}) {
      const port = request.port === undefined ? '' : `:${request.port}`;
      const reply = await agent.request({
        origin: `${request.protocol}//${request.hostname}${port}`,
        path: request.path + queryOf(request.query),
        method: request.method as Dispatcher.HttpMethod,
        headers: { ...request.headers, 'accept-encoding': 'identity' },
        signal: abortSignal,
      });
      reply.body.on('error', () => undefined); // told to those who read it; one that is given up unread must not end the process
      const headers = Object.fromEntries(Object.entries(reply.headers).map(([name, value]) => [name, String(value)]));
      const body = reply.statusCode < 300 ? reply.body : Readable.from([await errorBody(reply.body)]);
      return { response: { statusCode: reply.statusCode, headers, body } };
    },
  } as S3ClientConfig['requestHandler'];
}

async function errorBody(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_ERROR_BYTES) break;
  }
  body.destroy();
  return Buffer.concat(chunks);
}

function queryOf(query: SdkRequest['query'] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? (value as readonly string[]) : [value as string | null];
    return values.map((each) => (each === null ? escaped(name) : `${escaped(name)}=${escaped(each)}`));
  });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** As it was signed: RFC 3986's unreserved characters stand, nothing else. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
