import { afterAll, expect, test } from '@jest/globals';
import { closeWorkers } from '#workers';
import { makeFits, skyCards } from '../../../test/make-fits.js';
import { slice } from './test/run-pv.js';

afterAll(closeWorkers);

const [REST, C] = [1.420405752e9, 299792.458];

test.each([
  // kernels vector 1
  ['FREQ-OHEL', 1, 'BARYCENT', 2, (hertz: number) => C * (REST / hertz - 1), [9163.771504, 9141.884202, 9120, 9098.118899, 9076.240897]],
  ['FREQ-OHEL', 2, 'BARYCENT', 2, (hertz: number) => C * (REST / hertz - 1), undefined],
  ['FREQ-RLSR', 1, 'LSRK', 257, (hertz: number) => C * (1 - hertz / REST), undefined],
] as const)(
  'a slice of %s, %i channels at a time, has frequencies that everybody reads',
  async (ctype, bin, frame, velref, velocity, told) => {
    const axis = [['CTYPE3', ctype], ['CRVAL3', 1.37835117405e9], ['CRPIX3', 32], ['CDELT3', 9.765625e4], ['CUNIT3', 'Hz'], ['DRVAL3', 9.12e6], ['DUNIT3', 'm/s'], ['RESTFRQ', REST]] as const; // prettier-ignore
    const source = makeFits([{ axes: [12, 10, 40], cards: [...skyCards(12, 10), ...axis], values: () => 1 }]);
    const path = { kind: 'centre', lonDeg: 40, latDeg: -5, paDeg: 20, lengthArcsec: 200 } as const;
    const { header } = await slice(source, { path, binChannels: bin });
    expect(['CTYPE2', 'CUNIT2', 'SPECSYS', 'VELREF', 'DRVAL2'].map((keyword) => header.value(keyword))).toEqual([
      'FREQ',
      'Hz',
      frame,
      velref,
      undefined,
    ]);
    const [crpix, crval, cdelt] = ['CRPIX2', 'CRVAL2', 'CDELT2'].map((keyword) => header.number(keyword)!);
    expect([(crpix - 0.5) * bin + 0.5, velocity(crval)]).toEqual([32, expect.closeTo(9120, 9)]);
    if (told) {
      expect([crval, cdelt]).toEqual([expect.closeTo(1378471216.43, 2), expect.closeTo(97647.745732, 6)]);
      told.forEach((kms, i) => expect(velocity(crval + (30 + i - crpix) * cdelt)).toBeCloseTo(kms, 5));
    }
  },
);
