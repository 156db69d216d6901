import type { FastifyInstance, FastifyRequest } from 'fastify';
import busboy from 'busboy';
import { LimitError, UsageError } from '#faults';
import { Params } from '#ivoa';

type Pairs = [name: string, value: string][];

/** Enough for thousands of IDs or a polygon of any sense; uploads of tables are a matter of the services that take them. */
const BODY_BYTES = 4 * 1024 * 1024;
const FIELDS = 20_000;

/**
 * The DALI parameters of a request: those of the URL and those of the body, which may be of either form encoding (DALI 1.2 §2.3).
 * @throws UsageError or LimitError for a body that cannot be read; here and not earlier, so that it is worded by the protocol
 */
export function requestParams(request: FastifyRequest): Params {
  if (request.body instanceof Error) throw request.body;
  const url = request.raw.url ?? '';
  const query = url.indexOf('?');
  const pairs: Pairs = query < 0 ? [] : [...new URLSearchParams(url.slice(query + 1))];
  return Params.from(Array.isArray(request.body) ? [...pairs, ...(request.body as Pairs)] : pairs);
}

/** Teaches a server the two form encodings; bodies of any other type are refused by name. */
export function acceptForms(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: BODY_BYTES }, (_, body, done) => {
    done(null, [...new URLSearchParams(body as string)]);
  });
  server.addContentTypeParser('multipart/form-data', { bodyLimit: BODY_BYTES }, (request: FastifyRequest, payload: NodeJS.ReadableStream) =>
    multipart(request, payload).catch((error: unknown) => error),
  );
  server.addContentTypeParser('*', (request, _, done) => {
    const type = request.headers['content-type'] ?? 'none';
    done(null, new UsageError(`Content-Type needs to be application/x-www-form-urlencoded or multipart/form-data, got ${type}`));
  });
}

async function multipart(request: FastifyRequest, payload: NodeJS.ReadableStream): Promise<Pairs> {
  const pairs: Pairs = [];
  const limits = { fieldSize: BODY_BYTES, fields: FIELDS, fileSize: BODY_BYTES, files: 0 };
  await new Promise<void>((resolve, reject) => {
    let parser: busboy.Busboy;
    try {
      parser = busboy({ headers: request.headers as busboy.BusboyConfig['headers'], limits, defParamCharset: 'utf8' });
    } catch (cause) {
      reject(new UsageError('the multipart body has no boundary', { cause }));
      return;
    }
    parser.on('field', (name, value, { valueTruncated }) => {
      if (valueTruncated) reject(new LimitError(`${name}: longer than ${BODY_BYTES} bytes`));
      pairs.push([name, value]);
    });
    parser.on('filesLimit', () => reject(new UsageError('the multipart body holds a file; no parameter of this service takes one')));
    parser.on('fieldsLimit', () => reject(new LimitError(`more than ${FIELDS} parameters`)));
    parser.on('error', (cause) => reject(new UsageError('the multipart body ends too early or is not one', { cause: cause as Error })));
    parser.on('close', () => resolve());
    payload.pipe(parser);
  });
  return pairs;
}
