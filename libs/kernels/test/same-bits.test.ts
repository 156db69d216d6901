import { expect, test } from '@jest/globals';
import { referenceBackend, wasmBackend } from '../src/index.js';
import { readCases } from './cases.js';
import { RUN } from './run-case.js';

test.each(readCases().map((one) => [one.operation, one.pixels.bitpix, one.name, one] as const))(
  'wasm gives the bits of the reference: %s of BITPIX %i: %s',
  async (...[, , , one]) => {
    expect(await RUN[one.operation](wasmBackend, one)).toEqual(await RUN[one.operation](referenceBackend, one));
  },
);
