import type { Cube } from '../cube.js';
import { beamArea, beamAt } from '../cube-beams.js';
import { brightnessOf } from '../spectrum/brightness.js';
import type { MadeColumn } from '../column-table.js';
import { productUnit, unitPower } from '../units.js';
import type { RingStatistics } from './ring-sums.js';
import type { Ring } from './rings.js';
import { ARCSEC } from './sky-plane.js';

/** What the numbers of a profile are of. */
export interface ProfileAbout {
  readonly cube: Cube;
  readonly plane: number;
  readonly rings: readonly Ring[];
  /** moment 0 of the cube, or the image as it is */
  readonly integrated: boolean;
  /** of a pixel, arcsec² */
  readonly pixelArea: number;
  readonly distanceMpc?: number;
}

type Filled = readonly [column: MadeColumn, values: Float64Array];

const KPC = 1000;

/** One row for each ring (kernels §13.6, 13.7, 13.9); without statistics as long as with them. */
export function profileColumns(
  { cube, plane, rings, integrated, pixelArea, distanceMpc }: ProfileAbout,
  found?: readonly RingStatistics[],
): Filled[] {
  const unit = unitOf(cube, integrated);
  const beam = beamAt(cube.beams, plane, cube.nz >> 1);
  const beamArcsec = beam ? beamArea(beam) / (ARCSEC * ARCSEC) : NaN;
  const each = (value: (ring: RingStatistics, j: number) => number): Float64Array =>
    Float64Array.from(rings, (_, j) => (found ? value(found[j], j) : NaN));
  const column = (name: string, unitText: string, values: Float64Array, description: string): Filled => [
    { name, datatype: 'double', unit: unitText || undefined, description },
    values,
  ];
  const beams = each(({ area }) => area / beamArcsec);
  // Pixels of an image without a beam are taken as independent.
  const independent = each(({ pixels }, j) => Math.max(1, beam ? beams[j] : pixels));
  const face = faceOn(cube, integrated, beamArcsec, pixelArea);
  return [
    column('RADIUS', 'arcsec', Float64Array.from(rings, ({ radius }) => radius), 'middle of the ring, along the major axis'),
    ...(distanceMpc === undefined
      ? []
      : [column('RADIUS_KPC', 'kpc', Float64Array.from(rings, ({ radius }) => radius * ARCSEC * distanceMpc * KPC), 'at the distance that was given')]),
    column('WIDTH', 'arcsec', Float64Array.from(rings, ({ width }) => width), 'along the major axis'),
    column('MEAN', unit, each(({ mean }) => mean), 'mean of the valid pixels'),
    column('ERR', unit, each(({ variance }, j) => Math.sqrt(variance / independent[j])), 'error of the mean, from the scatter'),
    column('MEDIAN', unit, each(({ median }) => median), 'median'),
    column('SUM', unit, each(({ sum }) => sum), 'sum'),
    column('VARIANCE', unitPower(unit, 2), each(({ variance }) => variance), 'of the population'),
    column('MAD', unit, each(({ deviation }) => deviation), 'median distance from the median'),
    column('MIN', unit, each(({ minimum }) => minimum), 'least'),
    column('MAX', unit, each(({ maximum }) => maximum), 'greatest'),
    column('AREA', 'arcsec2', each(({ area }) => area), 'of the valid pixels'),
    column('BLANKAREA', 'arcsec2', each(({ blankArea }) => blankArea), 'of the blank pixels'),
    column('NPIX', '', each(({ pixels }) => pixels), 'valid pixels, with their parts'),
    column('NBEAMS', '', beams, 'beams in the valid area'),
    column('FACEON', face.unit, each(({ mean }, j) => mean * face.factor * cosOf(rings[j])), face.about),
    column('PA', 'deg', Float64Array.from(rings, ({ paDeg }) => paDeg), 'of the receding half of the major axis'),
    column('INC', 'deg', Float64Array.from(rings, ({ inclinationDeg }) => inclinationDeg), 'inclination'),
  ]; // prettier-ignore
}

const cosOf = ({ inclinationDeg }: Ring): number => Math.cos((inclinationDeg * Math.PI) / 180);

function unitOf({ unit, spectral }: Cube, integrated: boolean): string {
  if (unit === '' || !integrated) return unit;
  return `${productUnit(unit)} ${productUnit(spectral.unit)}`;
}

/** Per arcsec² where pixels are per beam or per pixel (kernels §13.7). */
function faceOn(
  { unit, spectral }: Cube,
  integrated: boolean,
  beamArcsec: number,
  pixelArea: number,
): { readonly unit: string; readonly factor: number; readonly about: string } {
  const brightness = brightnessOf(unit);
  const along = integrated && unit !== '' ? ` ${productUnit(spectral.unit)}` : '';
  if (brightness?.per === 'beam')
    return { unit: `${brightness.flux}${along} arcsec-2`, factor: 1 / beamArcsec, about: 'mean over the area of the beam, times cos i' };
  if (brightness?.per === 'pixel')
    return { unit: `${brightness.flux}${along} arcsec-2`, factor: 1 / pixelArea, about: 'mean over the area of a pixel, times cos i' };
  return { unit: along === '' ? unit : productUnit(unit) + along, factor: 1, about: 'mean as seen face-on: times cos i' };
}
