import type { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import busboy from 'busboy';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CancelledError, LimitError, UsageError } from '#faults';
import { Params } from '#ivoa';

type Pairs = [name: string, value: string][];

/** Enough for thousands of IDs or a polygon of any sense; uploads of tables are a matter of the services that take them. */
const BODY_BYTES = 4 * 1024 * 1024;
const FIELDS = 20_000;

const logger = new Logger('request');

/**
 * The DALI parameters of a request: those of the URL and those of the body, which may be of either form encoding (DALI 1.2 §2.3).
 * @throws UsageError or LimitError for a body that cannot be read; here and not earlier, so that it is worded by the protocol
 */
export function requestParams(request: FastifyRequest): Params {
  if (request.body instanceof Error) throw request.body;
  const url = request.raw.url ?? '';
  const query = url.indexOf('?');
  const pairs: Pairs = query < 0 ? [] : [...new URLSearchParams(url.slice(query + 1))];
  const params = Params.from(Array.isArray(request.body) ? [...pairs, ...(request.body as Pairs)] : pairs);
  const [runId] = params.all('RUNID');
  // DALI 1.1 §3.4.6: whoever gives a RUNID wants to find it in the logs.
  if (runId) logger.log({ runId: runId.slice(0, 64), method: request.method, path: url.slice(0, query < 0 ? undefined : query) }, 'a run');
  return params;
}

const FORMS: Readonly<Record<string, (body: Buffer, request: FastifyRequest) => Pairs | Promise<Pairs>>> = {
  'application/x-www-form-urlencoded': (body) => [...new URLSearchParams(body.toString('utf8'))],
  'multipart/form-data': multipart,
};

/** Teaches a server the two form encodings. What is wrong with a body becomes the body, for `requestParams` to throw. */
export function acceptForms(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  for (const [type, parse] of Object.entries(FORMS)) {
    server.addContentTypeParser(type, { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request: FastifyRequest, payload: Readable) => {
      // A handler that takes files reads the body itself, with `formWithFiles`.
      if (type === 'multipart/form-data' && 'takesFiles' in request.routeOptions.config) return payload;
      try {
        return await parse(await collect(payload), request);
      } catch (error) {
        return error;
      }
    });
  }
  server.addContentTypeParser('*', { bodyLimit: Number.MAX_SAFE_INTEGER }, (request, _, done) => {
    const type = request.headers['content-type'] ?? 'none';
    done(null, new UsageError(`Content-Type needs to be ${Object.keys(FORMS).join(' or ')}, got ${type.slice(0, 80)}`));
  });
}

/** Holds no more than is allowed, however the body is sent; the rest of a longer one is left to `closeUnread`. */
function collect(payload: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length <= BODY_BYTES) return void chunks.push(chunk);
      payload.off('data', take).pause();
      reject(new LimitError(`the body is longer than ${BODY_BYTES} bytes`));
    };
    payload.on('data', take);
    payload.once('end', () => resolve(Buffer.concat(chunks)));
    payload.once('error', (cause) => reject(new CancelledError('the client has gone', { cause })));
    payload.once('close', () => reject(new CancelledError('the client has gone')));
  });
}

function multipart(body: Buffer, request: FastifyRequest): Promise<Pairs> {
  return new Promise((resolve, reject) => {
    const pairs: Pairs = [];
    const limits = { fieldSize: BODY_BYTES, fields: FIELDS, files: 0 };
    let parser: busboy.Busboy;
    try {
      parser = busboy({ headers: request.headers as busboy.BusboyConfig['headers'], limits, defParamCharset: 'utf8' });
    } catch (cause) {
      reject(new UsageError('the multipart body has no boundary', { cause }));
      return;
    }
    parser.on('field', (name, value) => void pairs.push([name, value]));
    parser.on('filesLimit', () => reject(new UsageError('the multipart body holds a file; no parameter of this service takes one')));
    parser.on('fieldsLimit', () => reject(new LimitError(`more than ${FIELDS} parameters`)));
    parser.on('error', (cause) => reject(new UsageError('the multipart body ends too early or is not one', { cause: cause as Error })));
    parser.on('close', () => resolve(pairs));
    parser.end(body);
  });
}
