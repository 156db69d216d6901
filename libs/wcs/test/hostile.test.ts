import { expect, test } from '@jest/globals';
import { Wcs } from '#wcs';
import { cardsInOrder, cardsOf } from './golden-cards.js';

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

test('tables and distortions of any kind: no exception, and numbers or NaN', () => {
  let seed = 20260401;
  const random = () => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length * 0.999999)];
  const odd = [0, 1, -1, 2, 3, 9, 1e3, 1e308, -1e308, 1e-308, 0.5, 1e9, 2.5];
  const numbers = (count: number) =>
    Array.from({ length: count }, () => (random() < 0.2 ? pick([NaN, Infinity, 0, -0]) : pick([pick(odd), random() * 10])));
  const dims = () => pick([[], [0], [1], [5], [1, 5], [5, 1], [2, 3, 3], [2, 1, 1], [2 ** 40], [3, 2], [-1], [2.5]] as number[][]);
  const FIELDS = 'NAXES AXIS.1 AXIS.2 OFFSET.1 SCALE.1 SCALE.2 EXTVER DOCORR NAUX NTERMS TPD.FWD.0 TPD.FWD.1 TPD.FWD.3 TPD.FWD.58 TERM.1.VAR.1 TERM.1.AUX.1 AUX.1.POWER.0 AUX.1.COEFF.1 ODD.9'.split(' '); // prettier-ignore
  const surface = () => `wtype=tnx axtype=ra lngcor = "${[pick([1, 2, 3, 4]), pick([1, 2, 10, 1e9, NaN]), pick([1, 3, 2e9]), pick([0, 1, 2, 3]), ...numbers(pick([0, 4, 12, 120]))].map((n) => (random() < 0.02 ? 'x' : `${n}.`)).join(pick([' ', '  ']))}${pick(['"', ''])}`; // prettier-ignore
  let used = 0;
  for (let round = 0; round < 4000; round++) {
    const code = pick(['TAN', 'TNX', 'ZPX', 'TAB', 'TAB', 'SIN-SIP']);
    const cards: [string, string | number][] = [
      ['CTYPE1', `RA---${code}`],
      ['CTYPE2', `DEC--${code}`],
      ['CTYPE3', pick(['WAVE-TAB', 'TIME-TAB', 'UTC-TAB', 'ODD-TAB', 'WAVE-GRI', 'VOPT-GRA', 'FREQ'])],
      ['CRVAL3', pick(odd)],
      ...[0, 1, 2, 3, 4, 5, 6].flatMap((m): [string, number][] => (random() < 0.3 ? [[`PV3_${m}`, pick(odd)]] : [])),
      ...['1', '2', '3'].flatMap((i): [string, string | number][] => [[`PS${i}_0`, 'T'], [`PS${i}_1`, pick(['C', 'D'])], [`PS${i}_2`, pick(['', '', 'I', 'D'])], [`PV${i}_3`, pick([1, 1, 2, 0])]]), // prettier-ignore
    ];
    for (const keyword of ['CPDIS1', 'CPDIS2', 'CQDIS1', 'D2IMDIS1', 'AXISCORR'])
      if (random() < 0.2) cards.push([keyword, keyword === 'AXISCORR' ? pick([1, 2, 3]) : pick(['LOOKUP', 'TPD', 'Polynomial', 'x'])]);
    for (const keyword of ['DP1', 'DP2', 'DQ1', 'D2IM1'])
      for (const field of FIELDS)
        if (random() < 0.4) cards.push([keyword, `${field}: ${random() < 0.5 ? pick([1, 2]) : pick([...odd, 'NaN', '1e999'])}`]);
    if (random() < 0.7)
      cards.push(['WAT1_001', surface()], ['WAT2_001', surface().replace('lngcor', pick(['latcor', 'projp3=1e300 latcor']))]);
    const array = () => {
      const shape = dims();
      const count = random() < 0.1 ? 3 : Math.min(64, Math.abs(Math.trunc(shape.reduce((a, b) => a * b, 1))));
      return { dims: shape, values: Float64Array.from(random() < 0.5 ? Array.from({ length: count }, (_, k) => k) : numbers(count)) };
    };
    const images = ['WCSDVARR', 'D2IMARR'].map((name) => {
      const { dims: shape, values } = array();
      return {
        name,
        version: 1,
        level: 1,
        dims: shape,
        values: Float32Array.from(values),
        crpix: numbers(2),
        crval: numbers(2),
        cdelt: numbers(2),
      };
    });
    const tables = [{ name: 'T', version: 1, level: 1, columns: { C: array(), D: array(), I: array() } }];
    const wcs = Wcs.parse(cardsInOrder(cards), { axes: [10, 10, 3], tables: pick([{ tables, images }, { tables }, { images }, {}]) });
    const pixels = Float64Array.from({ length: 2 * wcs.axes.length }, () => random() * 20 - 5);
    wcs.pixelToWorld(pixels, 2, pixels);
    wcs.worldToPixel(pixels, 2, pixels);
    if (wcs.celestial) used++;
    const sky = Float64Array.of(0, 0, 3, 4, NaN, 1e300);
    wcs.celestial?.pixelToIcrs(sky, 3, sky);
    for (let k = 0; k < 6; k += 2) if (wcs.celestial && !Number.isNaN(sky[k])) expect(Math.abs(sky[k + 1]) <= 90).toBe(true);
    wcs.celestial?.icrsToPixel(sky, 3, sky);
  }
  expect(used).toBeGreaterThan(300);
});
