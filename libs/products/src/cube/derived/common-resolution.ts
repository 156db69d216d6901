import { UnsupportedError } from '#faults';
import { beamAreas, beamsDiffer } from '../cube-beams.js';
import type { Cube } from '../cube.js';
import { convolutionOf, convolved } from './convolved-cube.js';
import { polarized } from './polarized-cube.js';

/** Multiplications that come unasked: some seconds. */
export const CHEAP = 2e10;

/** BEAMTOL when it is not given. */
const TOLERANCE = 0.02;

/**
 * The cube as a product takes it that mixes its channels, or not (kernels.md §2.3): with one beam, where channels have beams of their own that differ and it
 * is cheap or asked for; else as it is, with a note when different beams are mixed.
 * @throws UnsupportedError when CONVOLVE=always and it cannot be done
 */
export function commonResolution(cube: Cube, mixes: boolean): Cube {
  if (cube.derived?.kind === 'polarized') {
    const of = commonResolution(cube.derived.of, mixes);
    return of === cube.derived.of ? cube : polarized(of, cube.derived.state, cube.options);
  }
  const { beams, options } = cube;
  const { convolve = 'auto', beamTolerance = TOLERANCE } = options;
  if (!beams.channels || cube.derived) return cube;
  const differ = beamsDiffer(beams, beamTolerance);
  if (convolve === 'always' ? !beamsDiffer(beams, 0) : !(mixes && differ)) return cube;
  const found = convolve === 'never' ? 'CONVOLVE=never' : convolutionOf(cube);
  if (typeof found === 'string') {
    if (convolve === 'always') throw new UnsupportedError(`CONVOLVE=always cannot be done on ${cube.source.name}: ${found}`);
    return mixed(cube, found);
  }
  const about = `${found.cost.toExponential(1)} multiplications`;
  if (convolve === 'auto' && found.cost > CHEAP)
    return mixed(cube, `${about} would be more than the ${CHEAP.toExponential(0)} that come unasked; CONVOLVE=always asks`);
  const { majorDeg, minorDeg, paDeg } = found.target;
  const beam = `${arcsec(majorDeg)} x ${arcsec(minorDeg)} arcsec, PA ${paDeg.toFixed(2)} deg`;
  const fill = options.fillBlanks ? 'blanks filled' : 'blanks stay';
  return convolved(
    cube,
    found,
    `all channels convolved to the beam ${beam}, the smallest that holds those of all (they differ by ${percent(cube)} in area, BEAMTOL ${beamTolerance}; about ${about}; ${fill})`,
  );
}

function mixed(cube: Cube, why: string): Cube {
  const note = `WARNING: beams of the channels differ by ${percent(cube)} in area, and are mixed: ${why}`;
  return { ...cube, notes: [...(cube.notes ?? []), note] };
}

const arcsec = (degrees: number): string => Number((degrees * 3600).toPrecision(6)).toString();

function percent({ beams }: Cube): string {
  const [least, most] = beamAreas(beams);
  return `${Number(((most / least - 1) * 100).toPrecision(3))} %`;
}
