import { expect, test } from '@jest/globals';
import type { Backend } from './backend.js';
import { chooseBackend, refusals } from './choose.js';
import { referenceBackend } from './reference/backend.js';
import { wasmBackend } from './wasm/backend.js';

const FLOAT = { bitpix: -32, bscale: 1, bzero: 0 } as const;
const GIB = 2 ** 30;
const here = { reference: referenceBackend, wasm: wasmBackend };
const gpu: Backend = {
  ...referenceBackend,
  name: 'gpu',
  refusal: (operation, { bitpix }) => (operation === 'columns' || bitpix === -64 ? 'the GPU has no float64' : undefined),
};

test.each([
  ['auto', 'collapse', GIB, here, 'wasm', 'wasm: no gpu here'],
  ['auto', 'collapse', GIB, { ...here, gpu }, 'gpu', 'gpu is the fastest here'],
  ['auto', 'collapse', 1000, { ...here, gpu }, 'wasm', 'wasm: 1000 bytes are too few to bring to a GPU'],
  ['auto', 'collapse', 2 ** 21, { ...here, gpu, resident: true }, 'gpu', 'gpu is the fastest here'],
  ['auto', 'columns', GIB, { ...here, gpu }, 'wasm', 'wasm: the GPU has no float64'],
  ['auto', 'weigh', GIB, { ...here, gpu }, 'wasm', 'wasm: weigh is no faster on a GPU'],
  ['gpu', 'collapse', 1000, { ...here, gpu }, 'gpu', 'gpu as configured'],
  ['gpu', 'collapse', GIB, here, 'wasm', 'wasm: no gpu here'],
  ['wasm', 'collapse', GIB, { ...here, gpu }, 'wasm', 'wasm as configured'],
  ['reference', 'collapse', GIB, { ...here, gpu }, 'reference', 'reference as configured'],
] as const)('%s for %s of %i bytes', (wish, operation, bytes, available, name, reason) => {
  const choice = chooseBackend(wish, operation, FLOAT, bytes, available);
  expect([choice.backend.name, choice.reason]).toEqual([name, reason]);
});

test('what the spec asks for may be refused, and why there is no GPU is said', () => {
  const limited: Backend = { ...gpu, refusal: (_operation, _pixels, spec) => (spec && 'want' in spec ? 'not those moments' : undefined) };
  const spec = {
    ...FLOAT,
    pixels: FLOAT,
    count: 1,
    channels: 1,
    coordinates: new Float64Array(1),
    widths: new Float64Array(1),
    reference: 0,
  };
  const choice = chooseBackend('gpu', 'collapse', FLOAT, GIB, { ...here, gpu: limited }, { ...spec, want: ['kurtosis'] });
  expect([choice.backend.name, choice.reason]).toEqual(['wasm', 'wasm: not those moments']);
  expect(chooseBackend('gpu', 'collapse', FLOAT, GIB, { ...here, noGpu: 'the GPU was lost' }).reason).toBe('wasm: the GPU was lost');
});

test('what a backend refuses', () => {
  expect(refusals(wasmBackend, FLOAT)).toEqual({});
  expect(Object.keys(refusals(gpu, { ...FLOAT, bitpix: -64 }))).toHaveLength(6);
});
