import { TransientError, UnsupportedError } from '#faults';
import type { ByteRange } from '#fits';
import { FailedAttempt } from './attempts.js';
import type { RangeReply } from './transport.js';

/** Which bytes a 206 holds, of how many. */
export interface ContentRange extends ByteRange {
  readonly size: number;
}

/**
 * The range of a 206 answer to a request for `asked`: it starts there, and may be shorter.
 * Throws FailedAttempt when the length of the body is not that of the range; UnsupportedError for any other range, several ranges in one body, and bytes that were compressed for the way.
 */
export function contentRange(name: string, reply: RangeReply, asked: ByteRange, fileName: string): ContentRange {
  assertPlain(name, reply, fileName);
  if (/^multipart\//i.test(reply.contentType ?? ''))
    throw new UnsupportedError(`${name} cannot be cut: its store answers one range with a multipart body`);
  const [, from, to, size] = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/i.exec(reply.contentRange ?? '') ?? [];
  const length = Number(to) - Number(from) + 1;
  if (Number(from) === asked.offset && length > 0 && length <= asked.length && Number(to) < Number(size)) {
    const { contentLength = length } = reply;
    if (contentLength === length) return { offset: asked.offset, length, size: Number(size) };
    throw new FailedAttempt(
      new TransientError(`${name} cannot be read at the moment: its store sends ${contentLength} bytes as a range of ${length}`),
    );
  }
  const got = reply.contentRange === undefined ? 'a range without a name' : `'${reply.contentRange.slice(0, 80)}'`;
  throw new UnsupportedError(
    `${name} cannot be cut: bytes ${asked.offset}-${asked.offset + asked.length - 1} were asked for, its store sent ${got}`,
  );
}

/** Throws UnsupportedError when the body is not the bytes of the file. */
export function assertPlain(name: string, { contentEncoding = 'identity' }: RangeReply, fileName: string): void {
  // Servers that call a stored .gz file "plain, encoded in gzip" send the file as it is, which is what is wanted.
  const asStored = STORED_ENCODINGS.some(([encoding, ending]) => encoding.test(contentEncoding) && ending.test(fileName));
  if (/^identity$/i.test(contentEncoding) || asStored) return;
  throw new UnsupportedError(`${name} cannot be cut: its store sends it with the content encoding '${contentEncoding.slice(0, 40)}'`);
}

const STORED_ENCODINGS = [
  [/^(x-)?gzip$/i, /\.t?gz$/i],
  [/^(x-)?compress$/i, /\.Z$/],
] as const;
