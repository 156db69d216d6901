import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { CodecJob } from '../codecs/codec.js';
import { decodeRice } from '../codecs/rice.js';
import { encodeRice } from './rice.js';

interface Vector extends CodecJob {
  readonly name: string;
  readonly codec: string;
  readonly stream: string;
}

const file = new URL('../../../test/fixtures/codecs/vectors.json', import.meta.url);
const vectors = (JSON.parse(readFileSync(file, 'utf8')) as Vector[]).filter(({ codec }) => codec === 'RICE_1');

test.each(vectors.map((vector) => [vector.name, vector] as const))('%s: the very bytes of CFITSIO', (_name, vector) => {
  const stream = Buffer.from(vector.stream, 'base64');
  const pixels = (decodeRice(stream, { ...vector, quantised: false }) as Uint8Array).slice();
  const { BYTEPIX, BLOCKSIZE } = vector.parameters;
  expect(Buffer.from(encodeRice(pixels, BYTEPIX, BLOCKSIZE)).equals(stream)).toBe(true);
});
