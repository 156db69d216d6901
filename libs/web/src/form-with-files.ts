import { Readable } from 'node:stream';
import busboy from 'busboy';
import type { FastifyRequest } from 'fastify';
import { CancelledError, LimitError, UsageError } from '#faults';
import { Params } from '#ivoa';
import { requestParams } from './request-params.js';

/** The route configuration of a handler that calls `formWithFiles`. */
export const TAKES_FILES = { takesFiles: true } as const;

/** A file in a form. */
export interface FormFile {
  /** the name of the part */
  readonly field: string;
  readonly contentType: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Of all values together, as in forms without files. */
const VALUE_BYTES = 4 * 1024 * 1024;
const FIELDS = 20_000;
const FILES = 64;

/**
 * The parameters of a request whose body may hold files; each goes to `take` as it arrives, one after the other.
 * @throws what `take` throws; UsageError, LimitError, CancelledError
 */
export async function formWithFiles(request: FastifyRequest, take: (file: FormFile) => Promise<void>): Promise<Params> {
  const { body } = request;
  if (!(body instanceof Readable)) return requestParams(request);
  const pairs: [string, string][] = [...new URL(request.raw.url ?? '', 'http://x').searchParams];
  let parser: busboy.Busboy;
  try {
    const limits = { fieldSize: VALUE_BYTES, fields: FIELDS, files: FILES };
    parser = busboy({ headers: request.headers as busboy.BusboyConfig['headers'], limits, defParamCharset: 'utf8' });
  } catch (cause) {
    throw new UsageError('the multipart body has no boundary', { cause });
  }
  await new Promise<void>((resolve, reject) => {
    let taking = Promise.resolve();
    let length = 0;
    const fail = (error: unknown): void => {
      body.unpipe(parser);
      body.resume();
      reject(error);
    };
    parser.on('file', (field, stream, { mimeType }) => {
      const file = { field, contentType: mimeType, bytes: stream };
      // A file that fails is read to its end all the same: nothing behind it would come otherwise.
      taking = taking.then(() => take(file)).finally(() => stream.resume());
      taking.catch(fail);
      // Who reads it is told; who has stopped reading has said why.
      stream.on('error', () => undefined);
    });
    parser.on('field', (name, value) => {
      length += name.length + value.length;
      if (length > VALUE_BYTES) fail(new LimitError(`the parameters are longer than ${VALUE_BYTES} bytes; send a table instead`));
      else pairs.push([name, value]);
    });
    parser.on('filesLimit', () => fail(new LimitError(`more than ${FILES} files`)));
    parser.on('fieldsLimit', () => fail(new LimitError(`more than ${FIELDS} parameters`)));
    parser.on('error', (cause) => fail(new UsageError('the multipart body ends too early or is not one', { cause: cause as Error })));
    parser.on('close', () => void taking.then(resolve, () => undefined));
    body.once('error', (cause) => fail(new CancelledError('the client has gone', { cause })));
    body.once('close', () => void (body.readableEnded || fail(new CancelledError('the client has gone'))));
    body.pipe(parser);
  });
  return Params.from(pairs);
}
