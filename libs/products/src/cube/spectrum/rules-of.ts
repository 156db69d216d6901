import { UnsupportedError, UsageError } from '#faults';
import type { Cube } from '../cube.js';
import { beamArea, beamAt } from '../cube-beams.js';
import { brightnessOf } from './brightness.js';
import type { FluxRules } from './flux.js';
import type { PlacedAperture } from './placed-aperture.js';
import type { SpectrumRequest } from './spectrum-request.js';

/**
 * How the fluxes of an aperture are made in one plane of a cube.
 * @throws UnsupportedError when the beam or a unit that METHOD needs is missing; UsageError for what does not go together
 */
export function rulesOf(cube: Cube, plane: number, placed: PlacedAperture, request: SpectrumRequest): FluxRules {
  const { method, sigma, background } = request;
  if (sigma !== undefined && background) throw new UsageError('SIGMA and BACKGROUND both say what the noise is; give one of them');
  const beams = Array.from({ length: cube.nz }, (_, k) => beamAt(cube.beams, plane, k));
  const brightness = method === 'sum_beam' ? fluxUnit(cube) : undefined;
  if (method === 'sum_beam' && placed.place.kind === 'point')
    throw new UsageError('METHOD=sum_beam is for apertures, and a POINT has no area');
  if (brightness?.per === 'beam') {
    const missing = beams.findIndex((beam) => !beam);
    if (missing >= 0)
      throw new UnsupportedError(
        `METHOD=sum_beam needs the beam of every channel; channel ${cube.box.z.first + missing + 1} has none (BMAJ and BMIN, or a table BEAMS), and BUNIT is '${cube.unit}'`,
      );
  }
  return {
    method,
    brightness,
    scaleMissing: request.missing === 'scale',
    background: background?.statistic,
    sigma,
    whole: placed.coverage.wholePixels > 0 && request.edge !== 'center' ? placed.coverage.wholePixels : placed.coverage.pixels,
    pixelAngle: placed.pixelAngle,
    beamAngle: Float64Array.from(beams, (beam) => (beam ? beamArea(beam) : NaN)),
    correction: request.apertureCorrection ? corrections(placed, beams, request) : undefined,
  };
}

/** The unit of the fluxes. */
export function unitOf(cube: Cube, { method }: SpectrumRequest): string {
  return method === 'sum_beam' ? fluxUnit(cube).flux : cube.unit;
}

function fluxUnit({ unit }: Cube) {
  const brightness = brightnessOf(unit);
  if (brightness) return brightness;
  throw new UnsupportedError(`METHOD=sum_beam needs pixels per beam, per pixel, per sr or in K; BUNIT is '${unit}'`);
}

/** 1/(1 − exp(−4 ln 2 R²/θ²)) of a circle of radius R and a beam of width θ, the geometric mean of its two. */
function corrections({ place }: PlacedAperture, beams: readonly ReturnType<typeof beamAt>[], { method }: SpectrumRequest): Float64Array {
  if (place.kind !== 'circle' || method !== 'sum_beam')
    throw new UsageError(`APCORR is for METHOD=sum_beam of circles, got METHOD=${method} of a ${place.kind}`);
  return Float64Array.from(beams, (beam, k) => {
    if (!beam) throw new UnsupportedError(`APCORR needs the beam of every channel; channel ${k + 1} of the range has none`);
    return -1 / Math.expm1((-4 * Math.LN2 * place.radiusDeg ** 2) / (beam.majorDeg * beam.minorDeg));
  });
}
