import { expect, test } from '@jest/globals';
import { Wcs } from '#wcs';
import { cardsOf } from './golden-cards.js';

const CODES =
  'AZP SZP TAN STG SIN ARC ZPN ZEA AIR CYP CEA CAR MER SFL PAR MOL AIT COP COE COD COO BON PCO TSC CSC QSC HPX XPH NCP GLS TPV XYZ';
const KEYWORDS =
  'CRVAL1 CRVAL2 CRPIX1 CDELT1 CDELT2 LONPOLE LATPOLE PV1_0 PV1_1 PV1_2 PV2_0 PV2_1 PV2_2 PV2_3 PV2_5 CROTA2 CD1_1 PC1_2 EQUINOX RADESYS ' +
  'A_ORDER B_ORDER A_2_0 WCSAXES CRVAL3 CDELT3 RESTFRQ CUNIT1 CPDIS1';
const VALUES = [0, 1, -1, 90, -90, 180, 360, 45, -30, 0.5, 1e-5, 1e308, -1e308, 1e-308, NaN, 'abc', true, '12.5', 1e9, 60, 2, 3];
const THIRD = ['FREQ', 'VELO-LSR', 'WAVE-LOG', 'STOKES', 'TIME', 'LINEAR', 'VOPT-F2W', 'WAVE-TAB', ''];

test('parse never throws, and what it accepts answers with numbers or NaN', () => {
  let seed = 20260101;
  const random = () => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length * 0.999999)];
  let skies = 0;
  for (let round = 0; round < 3000; round++) {
    const code = pick(CODES.split(' '));
    const [one, two] = pick([['RA--', 'DEC-'], ['GLON', 'GLAT'], ['RA--', 'FREQ'], ['DEC-', 'RA--']] as const); // prettier-ignore
    const cards: Record<string, string | number | boolean> = { CTYPE1: `${one}-${code}`, CTYPE2: `${two}-${code}`, CTYPE3: pick(THIRD) };
    for (const keyword of KEYWORDS.split(' ')) if (random() < 0.2) cards[keyword] = pick(VALUES);
    const wcs = Wcs.parse(cardsOf(cards), { axes: [10, 10, 3] });
    const pixels = Float64Array.from({ length: 2 * wcs.axes.length }, () => random() * 20 - 5);
    wcs.pixelToWorld(pixels, 2, pixels);
    wcs.worldToPixel(pixels, 2, pixels);
    if (!wcs.celestial) continue;
    skies++;
    const sky = Float64Array.of(0, 0, 3, 4, NaN, 1e300);
    wcs.celestial.pixelToIcrs(sky, 3, sky);
    for (let k = 0; k < 6; k += 2) if (!Number.isNaN(sky[k])) expect(sky[k] >= 0 && sky[k] < 360 && Math.abs(sky[k + 1]) <= 90).toBe(true);
    wcs.celestial.icrsToPixel(sky, 3, sky);
  }
  expect(skies).toBeGreaterThan(500);
});
