import { afterAll, describe, expect, test } from '@jest/globals';
import { OPERATIONS, type Backend, type Bitpix } from '../src/index.js';
import { expectClose, expectSquaresClose } from './close.js';
import { readCases, type Case } from './cases.js';
import { describeFormulae } from './formulae.js';
import { describeHistogram } from './histogram.js';
import { RUN, specOf, within } from './run-case.js';

export interface SuiteOptions {
  /** relative to the largest of a map */
  readonly tolerance: number;
  /** called after a case: throws when it did not run where it should have */
  readonly ran?: (one: string) => void | Promise<void>;
}

const BITPIX: readonly Bitpix[] = [8, 16, 32, 64, -32, -64];

/**
 * What every backend has to pass for all that it does not refuse: each operation on each type of pixel, scaled, with BLANK, NaN and ±Inf, with each way to
 * choose samples, in odd sizes. An operation and type that are not refused and did not run are a failure.
 */
export function describeBackend(name: string, make: () => Backend | Promise<Backend>, options: SuiteOptions): void {
  describe(name, () => {
    const cases = readCases();
    const runs = new Map<string, number>();
    const note = async (operation: string, bitpix: number, what: string) => {
      await options.ran?.(what);
      runs.set(`${operation} ${bitpix}`, (runs.get(`${operation} ${bitpix}`) ?? 0) + 1);
    };

    test.each(cases.map((one) => [one.operation, one.pixels.bitpix, one.name, one] as const))(
      '%s of BITPIX %i: %s',
      async (...[, , , one]) => {
        const backend = await make();
        const done = within(backend, one);
        if (!done) return expect(backend.refusal(one.operation, one.pixels, specOf(one))).toMatch(/\w/);
        check(done, await RUN[one.operation](backend, done), options.tolerance);
        check(done, await RUN[one.operation](backend, done, 1), options.tolerance);
        await note(one.operation, one.pixels.bitpix, `${one.operation} ${one.name}`);
      },
    );

    describeFormulae(make, options.tolerance, note);
    describeHistogram(make, note);

    test('ran all that it does not refuse', async () => {
      const backend = await make();
      const missing = OPERATIONS.flatMap((operation) =>
        BITPIX.filter(
          (bitpix) => backend.refusal(operation, { bitpix, bscale: 1, bzero: 0 }) === undefined && !runs.has(`${operation} ${bitpix}`),
        ).map((bitpix) => `${operation} of BITPIX ${bitpix}`),
      );
      expect(missing).toEqual([]);
    });

    afterAll(() => {
      const total = [...runs.values()].reduce((sum, n) => sum + n, 0);
      process.stdout.write(`${name}: ${total} cases of ${runs.size} operations and types of pixel ran\n`);
    });
  });
}

function check(one: Case, results: Readonly<Record<string, Float64Array | Int32Array>>, tolerance: number): void {
  for (const [key, expected] of Object.entries(one.expected)) {
    const close = key.startsWith('error') ? expectSquaresClose : expectClose;
    close(`${one.name}: ${key}`, results[key], expected, tolerance, one.least);
  }
  if (one.invalid !== undefined) expect([...results.invalid]).toEqual([one.invalid]);
}
