import type { CodecTable } from './codec.js';
import { decodeNothing } from './elements.js';
import { decodeGzip1, decodeGzip2 } from './gzip.js';
import { decodeHcompress } from './hcompress.js';
import { decodePlio } from './plio.js';
import { decodeRice } from './rice.js';

/** By ZCMPTYPE; RICE_ONE is the name that RICE_1 had at first. */
export const CODECS: CodecTable = {
  RICE_1: decodeRice,
  RICE_ONE: decodeRice,
  GZIP_1: decodeGzip1,
  GZIP_2: decodeGzip2,
  PLIO_1: decodePlio,
  HCOMPRESS_1: decodeHcompress,
  NOCOMPRESS: decodeNothing,
};
